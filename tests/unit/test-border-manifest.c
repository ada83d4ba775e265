/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boxes of an init segment and of its manifest store, what assertions there must be, and what
 * its hard binding may leave out: each rule at its border, everything signed as it stands.
 */
#include "tests/rig/rig-hash.h"
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

/* The exclusions of the hard binding, as text: "UFM" for the three that must stand. */
static GBytes *
exclusion(char letter)
{
    static const uint8_t uuid[] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
                                    0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };
    g_autoptr(GBytes) value = g_bytes_new(uuid, letter == 'u' ? 15 : 16);
    g_autoptr(GBytes) scheme = g_bytes_new(RIG_VSI_SCHEME, sizeof RIG_VSI_SCHEME - 1);

    switch (letter) {
    case 'U':
    case 'u':
        return rig_hash_exclusion_at("/uuid", 8, g_steal_pointer(&value));
    case 'o':
        return rig_hash_exclusion_at("/uuid", 9, g_steal_pointer(&value));
    case 'E':
        return rig_hash_exclusion_at("/emsg", 12, g_steal_pointer(&scheme));
    case 'n':
        return rig_hash_exclusion("/uuid");
    case 'F':
        return rig_hash_exclusion("/ftyp");
    case 'f':
        return rig_hash_exclusion_at("/ftyp", 8, g_steal_pointer(&value));
    case 'M':
        return rig_hash_exclusion("/mfra");
    case 'R':
        return rig_hash_exclusion("/free");
    case 'S':
        return rig_hash_exclusion("/skip");
    case 'V':
        return rig_hash_exclusion("/moov");
    case '1':
        return rig_item_uint(1);
    default:
        g_assert_not_reached();
    }
}

static void
leaves_out(RigMap *hash, gpointer letters)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (const char *c = letters; *c != '\0'; c++)
        g_ptr_array_add(items, exclusion(*c));
    rig_map_put(hash, "exclusions", rig_item_array_of(items));
}

/* What must stand, and beside it one entry with the pairs in hex. */
static void
leaves_out_also(RigMap *hash, gpointer hex)
{
    rig_map_put(
        hash, "exclusions",
        rig_item_array(exclusion('F'), exclusion('M'), exclusion('U'), rig_item_hex(hex), NULL));
}

/* {xpath: "/uuid", data: the item in hex} in the place of the plain one. */
static void
uuid_data(RigMap *hash, gpointer hex)
{
    g_autoptr(RigMap) entry = rig_map_new();

    rig_map_put(entry, "xpath", rig_item_text("/uuid"));
    rig_map_put(entry, "data", rig_item_hex(hex));
    rig_map_put(hash, "exclusions",
                rig_item_array(exclusion('F'), exclusion('M'), rig_map_item(entry), NULL));
}

static void
digest_of(RigMap *hash, gpointer len)
{
    static const uint8_t zeros[64];

    rig_map_put(hash, "hash", rig_item_bytes(zeros, GPOINTER_TO_SIZE(len)));
}

static void
algorithm_in_pieces(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "alg", rig_item_indefinite(RIG_CBOR_TEXT, rig_item_text("sha256")));
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
#define DATA_UUID            "50d8fec3d61b0e483c92975828877ec481"

static const char no_capture[] = "the manifest does not begin with a capture";
static const char not_just[] = "the init segment is not just";
static const char a_second[] = "the manifest has a second hard binding";
static const char no_binding[] = "the hard binding can't be read";
static const char out[] = "the content hash leaves out";
static const char algorithm[] = "the content hash's algorithm";
static const char digest[] = "the content hash is missing";
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

static const BorderInit binding[] = {
    { "in-any-order", HOOK(hard_binding, leaves_out, "MUF"), NULL, NULL },
    { "free-and-skip", HOOK(hard_binding, leaves_out, "UFMRS"), NULL, NULL },
    { "no-uuid", HOOK(hard_binding, leaves_out, "FM"), BAD, out },
    { "no-ftyp", HOOK(hard_binding, leaves_out, "UM"), BAD, out },
    { "no-mfra", HOOK(hard_binding, leaves_out, "UF"), BAD, out },
    { "nothing", HOOK(hard_binding, leaves_out, ""), BAD, out },
    { "ftyp-twice", HOOK(hard_binding, leaves_out, "UFMF"), BAD, out },
    { "free-twice", HOOK(hard_binding, leaves_out, "UFMRR"), BAD, out },
    { "moov", HOOK(hard_binding, leaves_out, "UFMV"), BAD, out },
    { "emsg", HOOK(hard_binding, leaves_out, "UFME"), BAD, out },
    { "a-number", HOOK(hard_binding, leaves_out, "UFM1"), BAD, out },
    { "uuid-of-any-kind", HOOK(hard_binding, leaves_out, "nFM"), BAD, out },
    { "uuid-by-15-bytes", HOOK(hard_binding, leaves_out, "uFM"), BAD, out },
    { "uuid-at-another-offset", HOOK(hard_binding, leaves_out, "oFM"), BAD, out },
    { "ftyp-by-its-bytes", HOOK(hard_binding, leaves_out, "UfM"), BAD, out },
    { "list-absent", PUT(hard_binding, "exclusions", NULL), BAD, out },
    { "list-is-a-number", PUT(hard_binding, "exclusions", "01"), BAD, out },
    { "entry-is-empty", HOOK(hard_binding, leaves_out_also, "a0"), BAD, out },
    { "entry's-path-is-a-number", HOOK(hard_binding, leaves_out_also, "a165787061746801"), BAD,
      out },
    { "free-with-a-null", /* {xpath: "/free", exact: null} */
      HOOK(hard_binding, leaves_out_also, "a2657870617468652f66726565656578616374f6"), NULL, NULL },
    { "free-with-a-field", /* {xpath: "/free", exact: true} */
      HOOK(hard_binding, leaves_out_also, "a2657870617468652f66726565656578616374f5"), BAD, out },
    { "free-with-a-number-for-a-name", /* {xpath: "/free", 1: null} */
      HOOK(hard_binding, leaves_out_also, "a2657870617468652f6672656501f6"), BAD, out },
    { "free-with-empty-data", /* {xpath: "/free", data: [{offset: 0, value: h''}]} */
      HOOK(hard_binding,
           leaves_out_also,
           "a265787061746865"
           "2f66726565"
           "6464617461"
           "81a2666f6666736574006576616c756540"),
      BAD, out },
    { "data-is-a-map-of-it",
      HOOK(hard_binding,
           uuid_data,
           "a1a2666f666673657408"
           "6576616c7565" DATA_UUID "f6"),
      BAD, no_binding },
    { "data-in-its-shape",
      HOOK(hard_binding, uuid_data, "81a2666f6666736574086576616c7565" DATA_UUID), NULL, NULL },
    { "data-is-a-number", HOOK(hard_binding, uuid_data, "01"), BAD, out },
    { "data-is-a-map",
      HOOK(hard_binding, uuid_data, "a101a2666f6666736574086576616c7565" DATA_UUID), BAD, out },
    { "data-is-empty", HOOK(hard_binding, uuid_data, "80"), BAD, out },
    { "data-of-two",
      HOOK(hard_binding, uuid_data, "82a2666f6666736574086576616c7565" DATA_UUID "01"), BAD, out },
    { "data-of-a-number", HOOK(hard_binding, uuid_data, "8101"), BAD, out },
    { "data-with-three-fields",
      HOOK(hard_binding, uuid_data, "81a3666f6666736574086576616c7565" DATA_UUID "01f6"), BAD,
      out },
    { "data-without-offset",
      HOOK(hard_binding, uuid_data, "81a2666f666673657a086576616c7565" DATA_UUID), BAD, out },
    { "data-without-value",
      HOOK(hard_binding, uuid_data, "81a2666f6666736574086576616c757a" DATA_UUID), BAD, out },
    { "algorithm-absent", PUT(hard_binding, "alg", NULL), NULL, NULL },
    { "algorithm-null", PUT(hard_binding, "alg", "f6"), NULL, NULL },
    { "algorithm-is-a-number", PUT(hard_binding, "alg", "01"), BAD, algorithm },
    { "algorithm-is-bytes", PUT(hard_binding, "alg", "46736861323536"), BAD, algorithm },
    { "algorithm-in-pieces", HOOK(hard_binding, algorithm_in_pieces, NULL), BAD, algorithm },
    { "algorithm-unknown", PUT(hard_binding, "alg", "63736861"), BAD, algorithm },
    { "algorithm-of-another-length", PUT(hard_binding, "alg", "66736861333834"), BAD, digest },
    { "digest-absent", PUT(hard_binding, "hash", NULL), BAD, digest },
    { "digest-is-text", PUT(hard_binding, "hash", "60"), BAD, digest },
    { "digest-empty", HOOK(hard_binding, digest_of, 0), BAD, digest },
    { "digest-of-31", HOOK(hard_binding, digest_of, 31), BAD, digest },
    { "digest-of-33", HOOK(hard_binding, digest_of, 33), BAD, digest },
    { "merkle", PUT(hard_binding, "merkle", "80"), BAD, "the content hash has a Merkle tree" },
};

static const BorderInit judged[] = {
    { "session-keys-are-json", HOOK(assertions, as_json, 2), "unproven-session-key",
      "the session keys can't be read" },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("manifest/store", store, G_N_ELEMENTS(store), border_test_read);
    border_add("manifest/boxes", boxes, G_N_ELEMENTS(boxes), border_test_read);
    border_add("manifest/assertions", assertions, G_N_ELEMENTS(assertions), border_test_read);
    border_add("manifest/binding", binding, G_N_ELEMENTS(binding), border_test_read);
    border_add("manifest/judged", judged, G_N_ELEMENTS(judged), border_test_judged);
    return border_run();
}
