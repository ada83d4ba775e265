/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/twist.h"

#include <string.h>

GBytes *
twist_item(const char *notation)
{
    GByteArray *out = g_byte_array_new();

    for (const char *at = notation; *at != '\0';) {
        if (*at == ' ') {
            at++;
        } else if (*at == '\'') {
            const char *end = strchr(at + 1, '\'');
            g_autoptr(GBytes) text = rig_item_text_len(at + 1, (size_t)(end - at - 1));

            rig_put_bytes(out, text);
            at = end + 1;
        } else if (*at == '{') {
            const char *end = strchr(at, '}');

            rig_put_data(out, at + 1, (size_t)(end - at - 1));
            at = end + 1;
        } else if (*at == '<') {
            char *end;
            guint64 n = g_ascii_strtoull(at + 1, &end, 10);
            guint was = out->len;

            g_assert_true(*end == ':' && end[3] == '>');
            g_byte_array_set_size(out, was + (guint)n);
            memset(out->data + was, (int)g_ascii_strtoull(end + 1, NULL, 16), (size_t)n);
            at = end + 4;
        } else {
            g_assert_true(g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]));
            rig_put_u8(out,
                       (uint8_t)(g_ascii_xdigit_value(at[0]) * 16 + g_ascii_xdigit_value(at[1])));
            at += 2;
        }
    }
    return g_byte_array_free_to_bytes(out);
}

void
twist_map(RigMap *map, gpointer data)
{
    const TwistPair *pair = data;
    GBytes *value = pair->value != NULL ? twist_item(pair->value) : NULL;

    if (value == NULL && pair->key != NULL)
        rig_map_drop(map, pair->key);
    else if (value == NULL)
        rig_map_drop_int(map, pair->label);
    else if (pair->add)
        rig_map_add(map, pair->key != NULL ? rig_item_text(pair->key) : rig_item_int(pair->label),
                    value);
    else if (pair->key != NULL)
        rig_map_put(map, pair->key, value);
    else
        rig_map_put_int(map, pair->label, value);
}

void
twist_protected(RigCose *cose, gpointer pair)
{
    twist_map(cose->protected_map, pair);
}

void
twist_unprotected(RigCose *cose, gpointer pair)
{
    twist_map(cose->unprotected, pair);
}

void
twist_key_entry(GPtrArray *session_keys, gpointer pair)
{
    RigSessionKey *key = g_ptr_array_index(session_keys, 0);

    twist_map(key->more, pair);
}

void
twist_protected_raw(RigCose *cose, gpointer notation)
{
    rig_cose_set_bytes(&cose->protected_raw, twist_item(notation));
}

void
twist_unprotected_raw(RigCose *cose, gpointer notation)
{
    rig_cose_set_bytes(&cose->unprotected_raw, twist_item(notation));
}

void
twist_payload(RigCose *cose, gpointer notation)
{
    rig_cose_set_bytes(&cose->payload, twist_item(notation));
}

void
twist_payload_item(RigCose *cose, gpointer notation)
{
    rig_cose_set_bytes(&cose->payload_item, twist_item(notation));
}

void
twist_more_items(RigCose *cose, gpointer notation)
{
    g_ptr_array_add(cose->more_items, twist_item(notation));
}

void
twist_message(RigEmsg *emsg, gpointer notation)
{
    rig_cose_set_bytes(&emsg->message, twist_item(notation));
}

void
twist_context(RigCose *cose, gpointer context)
{
    rig_cose_set_context(cose, context);
}

void
twist_tag(RigCose *cose, gpointer tag)
{
    cose->tagged = tag != NULL;
    cose->tag = GPOINTER_TO_SIZE(tag);
}

void
twist_form(RigCose *cose, gpointer form)
{
    cose->form = (RigSignatureForm)GPOINTER_TO_INT(form);
}

static void
test_vsi(World *world, gconstpointer data)
{
    const TwistVsi *c = data;
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, &c->spec);

    world_assert_reason(world_submit(world, world->session->init, segment), c->reason);
    world_assert_heals(world);
}

static void
test_session(World *world, gconstpointer data)
{
    const TwistSession *c = data;
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &c->spec);

    world_assert_reason(world_submit_first(world, session), c->reason);
    if (strcmp(c->reason, "none") != 0)
        world_assert_heals(world);
}

void
twist_assert_media(World *world, GBytes *media, const char *reason)
{
    g_autoptr(GBytes) segment = world_sign(world, world->session, 1, media, NULL);

    world_assert_reason(world_submit(world, world->session->init, segment), reason);
}

void
twist_assert_moov(World *world, GByteArray *moov, const char *reason)
{
    g_autoptr(GBytes) bytes = g_bytes_new(moov->data, moov->len);
    g_autoptr(RigSession) session = rig_session_new(world->front, bytes, WORLD_NOW_US, NULL);

    world_assert_reason(prov_gate_submit_init(world->gate, session->init, &world->now), reason);
}

static void
test_media(World *world, gconstpointer data)
{
    const TwistMedia *c = data;
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GByteArray) copy = world_copy(media);
    g_autoptr(GBytes) twisted = NULL;

    c->twist(copy);
    twisted = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
    twist_assert_media(world, twisted, c->reason);
    world_assert_heals(world);
}

static GBytes *
twisted_bytes(World *world, const TwistBytes *c, GBytes *bytes)
{
    g_autoptr(GByteArray) copy = world_copy(bytes);

    c->twist(world, copy);
    return g_byte_array_free_to_bytes(g_steal_pointer(&copy));
}

static void
test_init_bytes(World *world, gconstpointer data)
{
    const TwistBytes *c = data;
    g_autoptr(GBytes) init = twisted_bytes(world, c, world->session->init);

    world_assert_reason(prov_gate_submit_init(world->gate, init, &world->now), c->reason);
    world_assert_heals(world);
}

static void
test_segment_bytes(World *world, gconstpointer data)
{
    const TwistBytes *c = data;
    g_autoptr(GBytes) good = world_segment(world, world->session, 1, NULL);
    g_autoptr(GBytes) segment = twisted_bytes(world, c, good);

    world_assert_reason(world_submit(world, world->session->init, segment), c->reason);
    world_assert_heals(world);
}

#define define_add(name, Case, function)                                                           \
    void name(const char *suite, const Case *cases, size_t n)                                      \
    {                                                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            g_autofree char *path = g_strdup_printf("/%s/%s", suite, cases[i].id);                 \
                                                                                                   \
            TWIST_TEST(path, &cases[i], function);                                                 \
        }                                                                                          \
    }

define_add(twist_add_vsi, TwistVsi, test_vsi)
    define_add(twist_add_session, TwistSession, test_session)
        define_add(twist_add_media, TwistMedia, test_media)
            define_add(twist_add_init_bytes, TwistBytes, test_init_bytes)
                define_add(twist_add_segment_bytes, TwistBytes, test_segment_bytes)

                    void twist_put_u32(uint8_t *at, uint32_t value)
{
    uint32_t big_endian = GUINT32_TO_BE(value);

    memcpy(at, &big_endian, sizeof big_endian);
}

void
twist_grow(GByteArray *bytes, const char *path, uint32_t delta)
{
    g_autofree char *rest = g_strdup(path);

    /* The innermost first: with the size of another they would not be found any more. */
    for (char *slash = rest; slash != NULL;) {
        size_t box = world_find(bytes, rest);

        twist_put_u32(bytes->data + box, rig_get_u32(bytes->data + box) + delta);
        slash = strrchr(rest, '/');
        if (slash != NULL)
            *slash = '\0';
    }
}

/* Where the fragment's data begin moves with the size of its moof. */
static void
move_data(GByteArray *bytes, const char *path, uint32_t delta)
{
    RigBox trun;

    if (g_str_has_prefix(path, "moof")
        && rig_box_find(bytes->data, bytes->len, "moof/traf/trun", &trun) && trun.size >= 20) {
        uint8_t *offset = bytes->data + trun.offset + 16;

        twist_put_u32(offset, rig_get_u32(offset) + delta);
    }
}

void
twist_insert(GByteArray *bytes, const char *path, size_t at, const void *data, size_t len)
{
    twist_grow(bytes, path, (uint32_t)len);
    world_insert(bytes, at, data, len);
    move_data(bytes, path, (uint32_t)len);
}

void
twist_cut(GByteArray *bytes, const char *path, size_t len)
{
    size_t box = world_find(bytes, path);
    uint32_t less = rig_get_u32(bytes->data + box) - 8 - (uint32_t)len;

    twist_grow(bytes, path, -less);
    g_byte_array_remove_range(bytes, (guint)(box + 8 + len), less);
    move_data(bytes, path, -less);
}

void
twist_append_box(GByteArray *bytes, const char *path, const char *type, size_t len)
{
    g_autoptr(GByteArray) box = g_byte_array_new();
    guint start = rig_box_begin(box, type);
    size_t at = bytes->len;

    rig_put_zeros(box, (guint)len);
    rig_box_end(box, start);
    if (path != NULL) {
        at = world_find(bytes, path);
        at += rig_get_u32(bytes->data + at);
        twist_insert(bytes, path, at, box->data, box->len);
    } else {
        world_insert(bytes, at, box->data, box->len);
    }
}
