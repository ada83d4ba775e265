/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boxes of an init segment and of its manifest store, and what assertions there must be: each
 * rule at its border, everything signed as it stands.
 */
#include "tests/rig/rig-jumbf.h"
#include "tests/unit/border.h"

#include <string.h>

static void
replace(GPtrArray *boxes, guint at, GBytes *box)
{
    g_bytes_unref(boxes->pdata[at]);
    boxes->pdata[at] = box;
}

static RigAssertion *
nth(GPtrArray *assertions, guint i)
{
    return g_ptr_array_index(assertions, i);
}

static void
add_assertion(GPtrArray *assertions, const char *label, RigList list)
{
    g_ptr_array_add(assertions, rig_assertion_new(label, rig_item_uint(1), list));
}

/* The assertion at @at goes, another one comes: their number stays. */
static void
exchanged(GPtrArray *assertions, gpointer at)
{
    g_ptr_array_remove_index(assertions, GPOINTER_TO_UINT(at));
    add_assertion(assertions, "com.example.more", RIG_LIST_CREATED);
}

static void
only_two(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_set_size(assertions, 2);
}

static void
many(GPtrArray *assertions, gpointer n)
{
    while (assertions->len < GPOINTER_TO_UINT(n)) {
        g_autofree char *label = g_strdup_printf("com.example.%u", assertions->len);

        add_assertion(assertions, label, RIG_LIST_GATHERED);
    }
}

static void
also(GPtrArray *assertions, gpointer label)
{
    add_assertion(assertions, label, RIG_LIST_CREATED);
}

static void
same_label_twice(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    add_assertion(assertions, "com.example.more", RIG_LIST_CREATED);
    add_assertion(assertions, "com.example.more", RIG_LIST_NONE);
}

static void
same_label_as_first(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    add_assertion(assertions, "c2pa.hash.bmff.v3", RIG_LIST_NONE);
}

static void
no_cbor(GPtrArray *assertions, gpointer at)
{
    rig_cose_set_bytes(&nth(assertions, GPOINTER_TO_UINT(at))->content, rig_item_hex("a1"));
}

static void
as_json(GPtrArray *assertions, gpointer at)
{
    RigAssertion *assertion = nth(assertions, GPOINTER_TO_UINT(at));

    g_free(assertion->type);
    assertion->type = g_strdup("json");
}

static void
actions_gathered(GPtrArray *assertions, G_GNUC_UNUSED gpointer data)
{
    nth(assertions, 1)->list = RIG_LIST_GATHERED;
}

static void
salt_of(GPtrArray *assertions, gpointer len)
{
    static const uint8_t zeros[64];

    nth(assertions, 1)->salt = g_bytes_new(zeros, GPOINTER_TO_SIZE(len));
}

/* "actions" becomes a list of one map of the pairs that are given. */
typedef struct {
    const char *action;
    const char *source;
} Action;

static void
one_action(RigMap *actions, gpointer data)
{
    const Action *wanted = data;
    g_autoptr(RigMap) action = rig_map_new();

    if (wanted->action != NULL)
        rig_map_put(action, "action", rig_item_text(wanted->action));
    if (wanted->source != NULL)
        rig_map_put(action, "digitalSourceType", rig_item_text(wanted->source));
    rig_map_put(actions, "actions", rig_item_array(rig_map_item(action), NULL));
}

static void
box_behind_signature(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(boxes, rig_jumbf_new("c2vc", "c2pa.credentials", NULL, NULL));
}

static void
no_claim(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_remove_index(boxes, 1);
}

static void
no_store(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_remove_index(boxes, 0);
}

/* The @at'th part of a manifest becomes an empty superbox of that type and label. */
typedef struct {
    guint at;
    const char *type;
    const char *label;
    const char *salt;
    const char *content_type; /* NULL: no content box */
} Part;

static void
part_is(GPtrArray *boxes, gpointer data)
{
    const Part *part = data;
    g_autoptr(GBytes) salt = part->salt != NULL ? g_bytes_new(part->salt, 16) : NULL;
    GBytes *content = part->content_type != NULL ? rig_box_new(part->content_type, NULL) : NULL;

    replace(boxes, part->at, rig_jumbf_new(part->type, part->label, salt, content));
}

/* Bytes behind the last assertion, inside their store: no assertion's hash covers them. */
static void
bytes_behind_assertions(GPtrArray *boxes, gpointer n)
{
    g_autoptr(GByteArray) copy = world_copy(boxes->pdata[0]);
    uint32_t size;

    rig_put_zeros(copy, GPOINTER_TO_UINT(n));
    size = GUINT32_TO_BE(copy->len);
    memcpy(copy->data, &size, sizeof size);
    replace(boxes, 0, g_byte_array_free_to_bytes(g_steal_pointer(&copy)));
}

static void
ftyp_is(GPtrArray *boxes, gpointer brands)
{
    g_autoptr(GByteArray) content = g_byte_array_new();
    g_autoptr(GBytes) bytes = NULL;

    g_byte_array_append(content, brands, (guint)strlen(brands));
    bytes = g_bytes_new(content->data, content->len);
    replace(boxes, 0, rig_box_new("ftyp", bytes));
}

static void
store_changed(GPtrArray *boxes, gpointer at)
{
    g_autoptr(GByteArray) copy = world_copy(boxes->pdata[1]);

    copy->data[GPOINTER_TO_UINT(at)] ^= 1;
    replace(boxes, 1, g_byte_array_free_to_bytes(g_steal_pointer(&copy)));
}

static void
box_behind_moov(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(boxes, rig_box_new("free", NULL));
}

static void
moov_before(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer moov = boxes->pdata[2];

    boxes->pdata[2] = boxes->pdata[1];
    boxes->pdata[1] = moov;
}

static void
no_ftyp(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    replace(boxes, 0, rig_box_new("styp", NULL));
}

#define HOOK(field, function, data)                                                                \
    {                                                                                              \
        .hooks = {.field = function, .user_data = (gpointer)(data) }                               \
    }
#define PART(...)            HOOK(manifest, part_is, (&(Part){ __VA_ARGS__ }))
#define ACTION(action, from) HOOK(actions, one_action, (&(Action){ action, from }))
#define PUT(field, key, hex) HOOK(field, border_put, (&(BorderPut){ key, hex }))
#define BAD                  "bad-manifest"
#define CAPTURE              "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"

static const char no_capture[] = "the manifest does not begin with a capture";
static const char not_just[] = "the init segment is not just";
static const char a_second[] = "the manifest has a second hard binding";
static const char no_binding[] = "the hard binding can't be read";
static const char store_box[] = "the C2PA box does not hold a manifest store";
static const char ftyp_size[] = "the ftyp box is not of at most 64 bytes";

static const BorderInit store[] = {
    { "plain", { 0 }, NULL, NULL },
    { "label-of-another-kind", { .label = "urn:uuid:1234" }, BAD, "the manifest's label" },
    { "label-shorter", { .label = "urn:c2pa" }, BAD, "the manifest's label" },
    { "type-differs-in-its-last-letter", { .type = "c2mb" }, BAD, "the manifest store does not" },
    { "type-differs-in-its-first-letter", { .type = "d2ma" }, BAD, "the manifest store does not" },
    { "behind-the-signature", HOOK(manifest, box_behind_signature, NULL), BAD,
      "the manifest goes on after its signature" },
    { "byte-behind-the-assertions", HOOK(manifest, bytes_behind_assertions, 1), BAD,
      "the assertion store can't be read" },
    { "eight-bytes-behind-the-assertions", HOOK(manifest, bytes_behind_assertions, 8), BAD,
      "the assertion store can't be read" },
    { "no-claim", HOOK(manifest, no_claim, NULL), BAD, "the manifest has no claim" },
    { "no-assertion-store", HOOK(manifest, no_store, NULL), BAD,
      "the manifest does not begin with its assertion store" },
    { "other-store-label", PART(0, "c2as", "c2pa.assertionz"), BAD,
      "the manifest does not begin with its assertion store" },
    { "other-store-type", PART(0, "c2at", "c2pa.assertions"), BAD,
      "the manifest does not begin with its assertion store" },
    { "salted-store", PART(0, "c2as", "c2pa.assertions", "0123456789abcdef"), BAD,
      "the manifest does not begin with its assertion store" },
    { "empty-store", PART(0, "c2as", "c2pa.assertions"), BAD,
      "the manifest has fewer than three assertions" },
    { "store-of-no-assertions", PART(0, "c2as", "c2pa.assertions", NULL, "cbor"), BAD,
      "the assertion store can't be read" },
    { "older-claim", PART(1, "c2cl", "c2pa.claim"), BAD, "the manifest has no claim" },
    { "claim-without-content", PART(1, "c2cl", "c2pa.claim.v2"), BAD, "the manifest has no claim" },
    { "claim-of-json", PART(1, "c2cl", "c2pa.claim.v2", NULL, "json"), BAD,
      "the manifest has no claim" },
    { "claim-of-nothing", PART(1, "c2cl", "c2pa.claim.v2", NULL, "cbor"), BAD,
      "the claim can't be read" },
    { "other-signature-label", PART(2, "c2cs", "c2pa.signatures"), BAD,
      "the manifest has no signature" },
    { "signature-without-content", PART(2, "c2cs", "c2pa.signature"), BAD,
      "the manifest has no signature" },
    { "signature-of-nothing", PART(2, "c2cs", "c2pa.signature", NULL, "cbor"), BAD,
      "the claim signature can't be read" },
};

static const BorderInit boxes[] = {
    { "64-bytes", HOOK(file, ftyp_is, "iso5....iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6"),
      NULL, NULL },
    { "68-bytes",
      HOOK(file, ftyp_is, "iso5....iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6iso6"),
      "bad-container", ftyp_size },
    { "no-brands", HOOK(file, ftyp_is, "iso5...."), NULL, NULL },
    { "no-minor-version", HOOK(file, ftyp_is, "iso5"), "bad-container", ftyp_size },
    { "half-a-brand", HOOK(file, ftyp_is, "iso5....is"), "bad-container", ftyp_size },
    { "unknown-major-brand", HOOK(file, ftyp_is, "isoX....iso5"), "bad-container",
      "the ftyp box names an unknown brand" },
    { "unknown-last-brand", HOOK(file, ftyp_is, "iso5....iso5hls_"), "bad-container",
      "the ftyp box names an unknown brand" },
    { "last-of-the-list", HOOK(file, ftyp_is, "hlsf....isom"), NULL, NULL },
    { "version", HOOK(file, store_changed, 24), BAD, store_box },
    { "flags", HOOK(file, store_changed, 27), BAD, store_box },
    { "purpose", HOOK(file, store_changed, 28), BAD, store_box },
    { "purpose's-end", HOOK(file, store_changed, 36), BAD, store_box },
    { "merkle-offset", HOOK(file, store_changed, 44), BAD, store_box },
    { "free-behind", HOOK(file, box_behind_moov, NULL), "bad-container", not_just },
    { "moov-before-the-manifest", HOOK(file, moov_before, NULL), "bad-container", not_just },
    { "styp-for-ftyp", HOOK(file, no_ftyp, NULL), "bad-container", not_just },
};

static const BorderInit assertions[] = {
    { "sixteen", HOOK(assertions, many, 16), NULL, NULL },
    { "seventeen", HOOK(assertions, many, 17), BAD, "the manifest has more than 16 assertions" },
    { "two", HOOK(assertions, only_two, NULL), BAD,
      "the manifest has fewer than three assertions" },
    { "one-twice", HOOK(assertions, same_label_twice, NULL), BAD,
      "the manifest has an assertion twice" },
    { "first-twice", HOOK(assertions, same_label_as_first, NULL), BAD,
      "the manifest has an assertion twice" },
    { "no-hard-binding", HOOK(assertions, exchanged, 0), BAD,
      "the manifest does not bind the init segment" },
    { "no-actions", HOOK(assertions, exchanged, 1), BAD,
      "the manifest does not say how it was created" },
    { "no-session-keys", HOOK(assertions, exchanged, 2), BAD, "the manifest has no session keys" },
    { "older-actions-too", HOOK(assertions, also, "c2pa.actions"), BAD, a_second },
    { "data-hash-too", HOOK(assertions, also, "c2pa.hash.data"), BAD, a_second },
    { "session-keys-too", HOOK(assertions, also, "c2pa.session-keys__1"), BAD, a_second },
    { "ingredient-too", HOOK(assertions, also, "c2pa.ingredient"), BAD, a_second },
    { "actions-gathered", HOOK(assertions, actions_gathered, NULL), BAD, a_second },
    { "salt-of-16", HOOK(assertions, salt_of, 16), NULL, NULL },
    { "salt-of-32", HOOK(assertions, salt_of, 32), NULL, NULL },
    { "salt-of-17", HOOK(assertions, salt_of, 17), BAD, "the assertion store can't be read" },
    { "salt-of-0", HOOK(assertions, salt_of, 0), BAD, "the assertion store can't be read" },
    { "hard-binding-is-no-cbor", HOOK(assertions, no_cbor, 0), BAD, no_binding },
    { "hard-binding-is-json", HOOK(assertions, as_json, 0), BAD, no_binding },
    { "actions-are-no-cbor", HOOK(assertions, no_cbor, 1), BAD, no_capture },
    { "actions-are-json", HOOK(assertions, as_json, 1), BAD, no_capture },
    { "actions-absent", PUT(actions, "actions", NULL), BAD, no_capture },
    { "actions-are-a-number", PUT(actions, "actions", "01"), BAD, no_capture },
    { "actions-are-none", PUT(actions, "actions", "80"), BAD, no_capture },
    { "action-is-a-number", PUT(actions, "actions", "8101"), BAD, no_capture },
    { "action-without-name", ACTION(NULL, CAPTURE), BAD, no_capture },
    { "action-of-another-name", ACTION("c2pa.createdX", CAPTURE), BAD, no_capture },
    { "source-absent", ACTION("c2pa.created", NULL), BAD, no_capture },
    { "source-of-another-kind", ACTION("c2pa.created", CAPTURE "d"), BAD, no_capture },
    { "created-by-capture", ACTION("c2pa.created", CAPTURE), NULL, NULL },
};

static const BorderInit judged[] = {
    { "session-keys-are-json", HOOK(assertions, as_json, 2), "bad-manifest",
      "the session keys' assertion holds no CBOR" },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("manifest/store", store, G_N_ELEMENTS(store), border_test_read);
    border_add("manifest/boxes", boxes, G_N_ELEMENTS(boxes), border_test_read);
    border_add("manifest/assertions", assertions, G_N_ELEMENTS(assertions), border_test_read);
    border_add("manifest/judged", judged, G_N_ELEMENTS(judged), border_test_judged);
    return border_run();
}
