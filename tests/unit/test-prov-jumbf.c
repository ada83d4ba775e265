/* SPDX-License-Identifier: Apache-2.0 */
/* JUMBF superboxes, written byte by byte: what is read out of one, and what is none (INI-19). */
#include "client/provenance/prov-jumbf.h"

#include <string.h>

#define TYPE_TAIL "\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"

/* What of a plain superbox differs. */
typedef struct {
    const char *name;
    int more_size; /* than there is, in the superbox's size */
    int more_description_size;
    int at; /* of a byte of the superbox that is changed; 0: none */
    uint8_t change;
    uint8_t toggles;   /* 0: plain */
    const char *label; /* NULL: "abc" */
    unsigned label_len;
    unsigned salt_len; /* 0: no salt */
    const char *salt_type;
    unsigned behind; /* bytes behind the label or salt, inside the description */
    bool bad;
} Case;

static void
put_u32(GByteArray *out, size_t value)
{
    uint32_t be = GUINT32_TO_BE((uint32_t)value);

    g_byte_array_append(out, (const uint8_t *)&be, 4);
}

static void
put(GByteArray *out, const char *text, size_t len)
{
    g_byte_array_append(out, (const uint8_t *)text, (guint)len);
}

static void
put_zeros(GByteArray *out, unsigned n)
{
    while (n-- > 0)
        put(out, "", 1);
}

static void
put_box(GByteArray *out, const char *type, const GByteArray *content, int more_size)
{
    put_u32(out, (size_t)((int)content->len + 8 + more_size));
    put(out, type, 4);
    g_byte_array_append(out, content->data, content->len);
}

/* The content is a box of one byte. */
static GByteArray *
make(const Case *c)
{
    g_autoptr(GByteArray) description = g_byte_array_new();
    g_autoptr(GByteArray) salt = g_byte_array_new();
    g_autoptr(GByteArray) content = g_byte_array_new();
    GByteArray *out = g_byte_array_new();
    const char *label = c->label != NULL ? c->label : "abc";

    put(description, "typ1" TYPE_TAIL, 16);
    put(description, (const char *)(c->toggles != 0 ? &c->toggles : (const uint8_t *)"\3"), 1);
    put(description, label, strlen(label));
    for (unsigned i = 0; i < c->label_len; i++)
        put(description, "x", 1);
    put_zeros(description, 1);
    put_zeros(salt, c->salt_len);
    if (c->salt_len > 0)
        put_box(description, c->salt_type != NULL ? c->salt_type : "c2sh", salt, 0);
    put_zeros(description, c->behind);
    put_box(content, "jumd", description, c->more_description_size);
    put(content,
        "\0\0\0\x9"
        "cbor\xa0",
        9);
    put_box(out, "jumb", content, c->more_size);
    if (c->at > 0)
        out->data[c->at] ^= c->change;
    return out;
}

/* Where what stands in a plain one; the superbox is 46 bytes long, its description 29. */
enum {
    AT_NAME = 4,
    AT_DESCRIPTION_NAME = 12,
    AT_TAIL = 20,
    AT_TAIL_END = 31,
    AT_LABEL = 33,
};

static const Case cases[] = {
    { "plain" },
    { "size-beyond-the-end", .more_size = 1, .bad = true },
    { "size-of-the-description-alone", .more_size = -9 },
    { "size-within-the-description", .more_size = -10, .bad = true },
    { "size-8", .more_size = 8 - 46, .bad = true },
    { "size-7", .more_size = 7 - 46, .bad = true },
    { "size-1", .more_size = 1 - 46, .bad = true },
    { "size-0", .more_size = -46, .bad = true },
    { "name's-first-letter", .at = AT_NAME, .change = 1, .bad = true },
    { "name's-last-letter", .at = AT_NAME + 3, .change = 1, .bad = true },
    { "description-too-long", .more_description_size = 1, .bad = true },
    { "description-beyond-the-superbox", .more_description_size = 10, .bad = true },
    { "description-too-short", .more_description_size = -1, .bad = true },
    { "description-without-toggles", .more_description_size = 24 - 29, .bad = true },
    { "description-with-half-a-type", .more_description_size = 23 - 29, .bad = true },
    { "description-of-size-8", .more_description_size = 8 - 29, .bad = true },
    { "description-of-size-7", .more_description_size = 7 - 29, .bad = true },
    { "description-of-size-0", .more_description_size = -29, .bad = true },
    { "description's-name", .at = AT_DESCRIPTION_NAME + 3, .change = 1, .bad = true },
    { "tail's-first-byte", .at = AT_TAIL, .change = 1, .bad = true },
    { "tail's-last-byte", .at = AT_TAIL_END, .change = 1, .bad = true },
    { "no-toggles", .toggles = 0x80, .bad = true },
    { "not-requestable", .toggles = 0x02, .bad = true },
    { "no-label", .toggles = 0x01, .bad = true },
    { "with-an-id", .toggles = 0x07, .bad = true },
    { "with-a-hash", .toggles = 0x0b, .bad = true },
    { "with-a-salt-that-is-not-there", .toggles = 0x13, .bad = true },
    { "salt-unannounced", .salt_len = 16, .bad = true },
    { "salt-of-15", .toggles = 0x13, .salt_len = 15, .bad = true },
    { "salt-of-16", .toggles = 0x13, .salt_len = 16 },
    { "salt-of-17", .toggles = 0x13, .salt_len = 17, .bad = true },
    { "salt-of-31", .toggles = 0x13, .salt_len = 31, .bad = true },
    { "salt-of-32", .toggles = 0x13, .salt_len = 32 },
    { "salt-of-33", .toggles = 0x13, .salt_len = 33, .bad = true },
    { "salt-of-another-type", .toggles = 0x13, .salt_len = 16, .salt_type = "c2si", .bad = true },
    { "byte-behind-the-salt", .toggles = 0x13, .salt_len = 16, .behind = 1, .bad = true },
    { "byte-behind-the-label", .behind = 1, .bad = true },
    { "empty-label", .label = "", .bad = true },
    { "label-of-128", .label = "", .label_len = 128 },
    { "label-of-129", .label = "", .label_len = 129, .bad = true },
    { "label-with-a-space", .label = "a c" },
    { "label-with-an-accent", .label = "\xc3\xa9" },
    { "label-with-half-of-one", .label = "a\xc3", .bad = true },
    { "label-with-the-last-control", .label = "a\x1f", .bad = true },
    { "label-with-a-delete", .label = "a\x7f", .bad = true },
    { "label-that-begins-with-a-control",
      .label = "\x01"
               "bc",
      .bad = true },
    { "label-with-a-slash", .label = "a/c", .bad = true },
    { "label-with-a-semicolon", .label = "a;c", .bad = true },
    { "label-with-a-question-mark", .label = "a?c", .bad = true },
    { "label-with-a-hash", .label = "a#c", .bad = true },
};

static void
test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GByteArray) bytes = make(c);
    g_autofree uint8_t *exact = g_memdup2(bytes->data, bytes->len);
    ProvReader reader = { exact, bytes->len };
    ProvJumbf jumbf = { 0 };
    bool good = prov_jumbf_next(&reader, &jumbf);

    g_assert_true(good == !c->bad);
    if (!good) { /* a failed read changes nothing */
        g_assert_true(reader.data == exact && reader.len == bytes->len && jumbf.hashed.len == 0);
        return;
    }
    g_assert_cmpuint(reader.len, ==, (size_t)-c->more_size);
    g_assert_cmpmem(jumbf.type, 4, "typ1", 4);
    g_assert_true(jumbf.salted == (c->salt_len > 0));
    g_assert_true(jumbf.hashed.data == exact + 8);
    g_assert_cmpuint(jumbf.hashed.len, ==, bytes->len - 8 - (size_t)-c->more_size);
    g_assert_cmpuint(jumbf.content.len, ==, 9 - (size_t)-c->more_size);
    g_assert_cmpuint(jumbf.label.len, ==, (c->label != NULL ? strlen(c->label) : 3) + c->label_len);
    g_assert_true(jumbf.label.data == exact + AT_LABEL);
}

/* Cut anywhere, it is none. */
static void
test_cut(void)
{
    const Case plain = { 0 };
    g_autoptr(GByteArray) bytes = make(&plain);
    ProvJumbf jumbf;

    for (guint len = 0; len < bytes->len; len++) {
        g_autofree uint8_t *exact = g_memdup2(bytes->data, len);
        ProvReader reader = { exact, len };

        g_assert_false(prov_jumbf_next(&reader, &jumbf));
    }
}

/* One box of that type, and nothing behind it. */
static void
test_only_content(void)
{
    static const uint8_t box[] = "\0\0\0\x9"
                                 "cbor\xa0";
    static const uint8_t empty[] = "\0\0\0\x8"
                                   "cbor";
    ProvReader payload = { 0 };

    g_assert_true(prov_jumbf_only_content((ProvReader){ box, 9 }, "cbor", &payload));
    g_assert_true(payload.data == box + 8 && payload.len == 1);
    g_assert_true(prov_jumbf_only_content((ProvReader){ empty, 8 }, "cbor", &payload));
    g_assert_true(payload.data == empty + 8 && payload.len == 0);
    g_assert_false(prov_jumbf_only_content((ProvReader){ box, 9 }, "json", &payload));
    g_assert_false(prov_jumbf_only_content((ProvReader){ box, 10 }, "cbor", &payload));
    g_assert_false(prov_jumbf_only_content((ProvReader){ box, 8 }, "cbor", &payload));
    g_assert_false(prov_jumbf_only_content((ProvReader){ box, 0 }, "cbor", &payload));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/jumbf/INI-19/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/jumbf/INI-19/cut", test_cut);
    g_test_add_func("/jumbf/INI-19/only-content", test_only_content);
    return g_test_run();
}
