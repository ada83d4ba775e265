/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest store, box by box, and the claim in it (attacks.md, INI-11, INI-12, INI-19, INI-20,
 * INI-27; ISO/IEC 19566-5, C2PA 2.4 sections 8, 10, 18). Each row is signed over the result.
 */
#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-jumbf.h"
#include "tests/unit/twist.h"

#include <string.h>

/* The parts of a manifest; the first three by their index. */
typedef enum {
    STORE,
    CLAIM,
    SIGNATURE,
    KEYS,
    MANIFEST
} Part;

/* Bytes over the @at-th one of that part's superbox. */
typedef struct {
    Part part;
    size_t at;
    const char *bytes; /* in the notation */
} Edit;

/* Where in a superbox what stands. */
#define JUMB_TYPE  4
#define JUMD_SIZE  8
#define JUMD_TYPE  12
#define UUID       16
#define UUID_TAIL  20
#define TOGGLES    32
#define LABEL      33
#define CLAIM_CBOR 47 /* behind "c2pa.claim.v2" and its NUL */

static GBytes *
edited(GBytes *box, const Edit *edit)
{
    g_autoptr(GBytes) bytes = twist_item(edit->bytes);
    GByteArray *copy = world_copy(box);

    memcpy(copy->data + edit->at, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    return g_byte_array_free_to_bytes(copy);
}

static void
edit_element(GPtrArray *boxes, guint i, const Edit *edit)
{
    GBytes *box = g_ptr_array_index(boxes, i);

    boxes->pdata[i] = edited(box, edit);
    g_bytes_unref(box);
}

static void
edit_parts(GPtrArray *boxes, gpointer data)
{
    const Edit *edit = data;

    edit_element(boxes, edit->part, edit);
}

static void
edit_manifest(GPtrArray *manifests, gpointer data)
{
    edit_element(manifests, 0, data);
}

static RigAssertion *
find(GPtrArray *assertions, const char *label)
{
    for (guint i = 0; i < assertions->len; i++) {
        RigAssertion *assertion = g_ptr_array_index(assertions, i);

        if (strcmp(assertion->label, label) == 0)
            return assertion;
    }
    g_assert_not_reached();
}

static RigAssertion *
session_keys(GPtrArray *assertions)
{
    return find(assertions, "c2pa.session-keys");
}

/* The session keys stand last in the store; the claim names the hash of the box as it will be. */
static void
edit_keys_hash(GPtrArray *assertions, gpointer edit)
{
    RigAssertion *keys = session_keys(assertions);
    g_autoptr(GBytes) box = rig_assertion_box(keys);
    g_autoptr(GBytes) later = edited(box, edit);
    size_t len;
    const uint8_t *data = g_bytes_get_data(later, &len);

    keys->hash = rig_hash_data("sha256", data + 8, len - 8);
}

static void
edit_keys_box(GPtrArray *boxes, gpointer data)
{
    Edit inside = *(const Edit *)data;
    size_t len;
    const char *store = g_bytes_get_data(boxes->pdata[STORE], &len);
    const char *label = NULL;

    for (size_t i = 0; i + 18 <= len; i++)
        if (memcmp(store + i, "c2pa.session-keys", 18) == 0)
            label = store + i;
    g_assert_nonnull(label);
    inside.at += (size_t)(label - store) - LABEL;
    edit_element(boxes, STORE, &inside);
}

#define EDIT(part, at, bytes)                                                                      \
    {                                                                                              \
        .hooks = {                                                                                 \
            .assertions = (part) == KEYS ? edit_keys_hash : NULL,                                  \
            .manifest = (part) == KEYS       ? edit_keys_box                                       \
                        : (part) == MANIFEST ? NULL                                                \
                                             : edit_parts,                                         \
            .store = (part) == MANIFEST ? edit_manifest : NULL,                                    \
            .user_data = (gpointer) & (const Edit){ part, at, bytes },                             \
        },                                                                                         \
    }

static void
second_manifest(GPtrArray *manifests, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_add(manifests, g_bytes_ref(g_ptr_array_index(manifests, 0)));
}

static void
manifest_beside(GPtrArray *manifests, gpointer first)
{
    GBytes *other = rig_jumbf_new("c2ma", "urn:c2pa:other", NULL, g_bytes_new(NULL, 0));

    g_ptr_array_insert(manifests, first != NULL ? 0 : -1, other);
}

static void
no_manifest(GPtrArray *manifests, G_GNUC_UNUSED gpointer data)
{
    g_ptr_array_set_size(manifests, 0);
}

static void
swap_claim_and_signature(GPtrArray *boxes, G_GNUC_UNUSED gpointer data)
{
    gpointer claim = boxes->pdata[CLAIM];

    boxes->pdata[CLAIM] = boxes->pdata[SIGNATURE];
    boxes->pdata[SIGNATURE] = claim;
}

static void
drop_part(GPtrArray *boxes, gpointer part)
{
    g_ptr_array_remove_index(boxes, GPOINTER_TO_UINT(part));
}

static void
part_twice(GPtrArray *boxes, gpointer part)
{
    guint i = GPOINTER_TO_UINT(part);

    g_ptr_array_insert(boxes, (int)i, g_bytes_ref(boxes->pdata[i]));
}

/* A superbox in a superbox, and so on; in place of the claim or behind the signature. */
static void
depth_bomb(GPtrArray *boxes, gpointer instead)
{
    GBytes *box = rig_box_new("cbor", NULL);

    for (int i = 0; i < 1000; i++)
        box = rig_jumbf_new("c2cl", "c2pa.claim.v2", NULL, box);
    if (instead == NULL) {
        g_ptr_array_add(boxes, box);
        return;
    }
    g_bytes_unref(boxes->pdata[CLAIM]);
    boxes->pdata[CLAIM] = box;
}

#define HOOK(field, function, data) TWIST(field, function, data)
#define PART(part)                  GUINT_TO_POINTER(part)

static const TwistSession store_cases[] = {
    { "INI-11/plain-is-fine", { 0 }, "none" },
    { "INI-11/two-manifests", HOOK(store, second_manifest, NULL), "bad-manifest" },
    { "INI-11/another-one-behind", HOOK(store, manifest_beside, NULL), "bad-manifest" },
    { "INI-11/another-one-before", HOOK(store, manifest_beside, "first"), "bad-manifest" },
    { "INI-11/no-manifest", HOOK(store, no_manifest, NULL), "bad-manifest" },
    { "INI-11/update-manifest", { .type = "c2um" }, "bad-manifest" },
    { "INI-11/compressed-manifest", { .type = "c2cm" }, "bad-manifest" },
    { "INI-11/label-of-another-kind", { .label = "urn:uuid:0" }, "bad-manifest" },
    { "INI-11/signature-before-claim", HOOK(manifest, swap_claim_and_signature, NULL),
      "bad-manifest" },
    { "INI-11/no-assertions", HOOK(manifest, drop_part, PART(STORE)), "bad-manifest" },
    { "INI-11/no-claim", HOOK(manifest, drop_part, PART(CLAIM)), "bad-manifest" },
    { "INI-11/no-signature", HOOK(manifest, drop_part, PART(SIGNATURE)), "bad-manifest" },
    { "INI-11/assertions-twice", HOOK(manifest, part_twice, PART(STORE)), "bad-manifest" },
    { "INI-11/claim-twice", HOOK(manifest, part_twice, PART(CLAIM)), "bad-manifest" },
    { "INI-11/signature-twice", HOOK(manifest, part_twice, PART(SIGNATURE)), "bad-manifest" },
    { "INI-19/size-0", EDIT(CLAIM, 0, "00000000"), "bad-manifest" },
    { "INI-19/size-1", EDIT(CLAIM, 0, "00000001"), "bad-manifest" },
    { "INI-19/size-7", EDIT(CLAIM, 0, "00000007"), "bad-manifest" },
    { "INI-19/size-8", EDIT(CLAIM, 0, "00000008"), "bad-manifest" },
    { "INI-19/size-past-the-end", EDIT(SIGNATURE, 0, "7fffffff"), "bad-manifest" },
    { "INI-19/size-that-overflows", EDIT(SIGNATURE, 0, "ffffffff"), "bad-manifest" },
    { "INI-19/size-of-a-description-past-its-box", EDIT(CLAIM, JUMD_SIZE, "7fffffff"),
      "bad-manifest" },
    { "INI-19/size-of-a-description-too-short", EDIT(CLAIM, JUMD_SIZE, "00000018"),
      "bad-manifest" },
    { "INI-19/size-of-content-past-its-box", EDIT(CLAIM, CLAIM_CBOR, "7fffffff"), "bad-manifest" },
    { "INI-19/size-of-content-too-short", EDIT(CLAIM, CLAIM_CBOR, "00000009"), "bad-manifest" },
    { "INI-19/size-of-the-store-too-short", EDIT(STORE, 0, "00000080"), "bad-manifest" },
    { "INI-19/size-of-an-assertion-past-the-store", EDIT(KEYS, 0, "00ffffff"), "bad-manifest" },
    { "INI-19/size-of-the-manifest-too-long", EDIT(MANIFEST, 0, "00ffffff"), "bad-manifest" },
    { "INI-19/depth-1000-behind", HOOK(manifest, depth_bomb, NULL), "bad-manifest" },
    { "INI-19/depth-1000-as-the-claim", HOOK(manifest, depth_bomb, "instead"), "bad-manifest" },
    { "INI-19/no-superbox", EDIT(CLAIM, JUMB_TYPE, "{junk}"), "bad-manifest" },
    { "INI-19/no-description", EDIT(CLAIM, JUMD_TYPE, "{free}"), "bad-manifest" },
    { "INI-19/content-of-another-type", EDIT(CLAIM, CLAIM_CBOR + 4, "{json}"), "bad-manifest" },
    { "INI-19/wrong-type-of-the-claim", EDIT(CLAIM, UUID, "{c2cx}"), "bad-manifest" },
    { "INI-19/wrong-uuid-of-the-claim", EDIT(CLAIM, UUID_TAIL, "0012"), "bad-manifest" },
    { "INI-19/wrong-type-of-the-store", EDIT(STORE, UUID, "{c2ax}"), "bad-manifest" },
    { "INI-19/wrong-type-of-the-signature", EDIT(SIGNATURE, UUID, "{c2sx}"), "bad-manifest" },
    { "INI-19/wrong-type-of-the-session-keys", EDIT(KEYS, UUID, "{json}"), "bad-manifest" },
    { "INI-19/wrong-uuid-of-the-session-keys", EDIT(KEYS, UUID_TAIL, "ffff"), "bad-manifest" },
    { "INI-19/other-label-of-the-claim", EDIT(CLAIM, LABEL, "{x}"), "bad-manifest" },
    { "INI-19/other-label-of-the-store", EDIT(STORE, LABEL, "{x}"), "bad-manifest" },
    { "INI-19/label-empty", EDIT(KEYS, LABEL, "00"), "bad-manifest" },
    { "INI-19/label-not-utf-8", EDIT(MANIFEST, LABEL + 12, "ff"), "bad-manifest" },
    { "INI-19/label-without-its-nul", EDIT(CLAIM, LABEL + 13, "{x}"), "bad-manifest" },
    { "INI-19/label-with-a-slash", { .label = "urn:c2pa:a/b" }, "bad-manifest" },
    { "INI-19/label-with-a-question", { .label = "urn:c2pa:a?b" }, "bad-manifest" },
    { "INI-19/label-with-a-tab", { .label = "urn:c2pa:a\tb" }, "bad-manifest" },
    { "INI-19/toggles-0", EDIT(CLAIM, TOGGLES, "00"), "bad-manifest" },
    { "INI-19/toggles-unlabelled", EDIT(CLAIM, TOGGLES, "01"), "bad-manifest" },
    { "INI-19/toggles-not-requestable", EDIT(CLAIM, TOGGLES, "02"), "bad-manifest" },
    { "INI-19/toggles-with-an-id", EDIT(CLAIM, TOGGLES, "07"), "bad-manifest" },
    { "INI-19/toggles-with-a-hash", EDIT(CLAIM, TOGGLES, "0b"), "bad-manifest" },
    { "INI-19/toggles-with-a-salt-that-is-not-there", EDIT(KEYS, TOGGLES, "13"), "bad-manifest" },
    { "INI-19/toggles-of-the-session-keys", EDIT(KEYS, TOGGLES, "07"), "bad-manifest" },
    { "INI-19/toggles-of-the-future", EDIT(KEYS, TOGGLES, "23"), "bad-manifest" },
};

static void
set_url(GPtrArray *assertions, gpointer url)
{
    session_keys(assertions)->url = g_strdup(url);
}

/* The absolute form, of this very manifest: '%' stands for its label. */
static void
set_url_of_label(GPtrArray *assertions, gpointer format)
{
    g_auto(GStrv) parts = g_strsplit(format, "%", -1);

    session_keys(assertions)->url = g_strjoinv("urn:c2pa:mine", parts);
}

#define URL(url) HOOK(assertions, set_url, url)
#define URL_OF(format)                                                                             \
    {                                                                                              \
        .label = "urn:c2pa:mine",                                                                  \
        .hooks = { .assertions = set_url_of_label, .user_data = (gpointer)(format) },              \
    }
#define CLAIM_URL(url) TWIST_PAIR(claim, twist_map, "signature", 0, "'" url "'")

static const TwistSession url_cases[] = {
    { "INI-12/absolute-is-fine", URL_OF("self#jumbf=/c2pa/%/c2pa.assertions/c2pa.session-keys"),
      "none" },
    { "INI-12/by-https", URL("https://example.net/keys"), "bad-manifest" },
    { "INI-12/by-http-with-a-fragment",
      URL("http://localhost/self#jumbf=c2pa.assertions/c2pa.session-keys"), "bad-manifest" },
    { "INI-12/by-file", URL("file:///etc/passwd"), "bad-manifest" },
    { "INI-12/by-data", URL("data:application/cbor;base64,oA=="), "bad-manifest" },
    { "INI-12/by-nothing", URL(""), "bad-manifest" },
    { "INI-12/without-self", URL("c2pa.assertions/c2pa.session-keys"), "bad-manifest" },
    { "INI-12/self-alone", URL("self#jumbf="), "bad-manifest" },
    { "INI-12/of-another-manifest",
      URL("self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/c2pa.session-keys"), "bad-manifest" },
    { "INI-12/of-a-longer-manifest",
      URL_OF("self#jumbf=/c2pa/%x/c2pa.assertions/c2pa.session-keys"), "bad-manifest" },
    { "INI-12/of-the-manifest-alone", URL_OF("self#jumbf=/c2pa/%"), "bad-manifest" },
    { "INI-12/of-a-cut-manifest", URL("self#jumbf=/c2pa/u"), "bad-manifest" },
    { "INI-12/of-another-store", URL("self#jumbf=/other/c2pa.session-keys"), "bad-manifest" },
    { "INI-12/of-a-data-box", URL("self#jumbf=c2pa.databoxes/c2pa.session-keys"), "bad-manifest" },
    { "INI-19/traversal", URL("self#jumbf=c2pa.assertions/../c2pa.assertions/c2pa.session-keys"),
      "bad-manifest" },
    { "INI-19/traversal-to-another-manifest",
      URL_OF("self#jumbf=/c2pa/%/../%/c2pa.assertions/c2pa.session-keys"), "bad-manifest" },
    { "INI-19/two-slashes", URL("self#jumbf=c2pa.assertions//c2pa.session-keys"), "bad-manifest" },
    { "INI-19/a-slash-behind", URL("self#jumbf=c2pa.assertions/c2pa.session-keys/"),
      "bad-manifest" },
    { "INI-19/escaped", URL("self#jumbf=c2pa.assertions/c2pa.session%2dkeys"), "bad-manifest" },
    { "INI-19/in-capitals", URL("self#jumbf=c2pa.assertions/C2PA.session-keys"), "bad-manifest" },
    { "INI-12/signature-relative-is-fine", CLAIM_URL("self#jumbf=c2pa.signature"), "none" },
    { "INI-12/signature-elsewhere", CLAIM_URL("https://example.net/c2pa.signature"),
      "bad-manifest" },
    { "INI-12/signature-of-another-manifest",
      CLAIM_URL("self#jumbf=/c2pa/urn:c2pa:other/c2pa.signature"), "bad-manifest" },
    { "INI-12/signature-is-the-claim", CLAIM_URL("self#jumbf=c2pa.claim.v2"), "bad-manifest" },
};

/* A manifest's name of @len bytes. */
static void
test_label(World *world, gconstpointer data)
{
    guint len = GPOINTER_TO_UINT(data);
    g_autofree char *letters = g_strnfill(len - 9, 'x');
    g_autofree char *label = g_strconcat("urn:c2pa:", letters, NULL);
    const RigSessionSpec spec = { .label = label };
    g_autoptr(RigSession) session = world_session(world, world->front, 0, &spec);

    world_assert_reason(world_submit_first(world, session), len <= 128 ? "none" : "bad-manifest");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_session("manifest", store_cases, G_N_ELEMENTS(store_cases));
    twist_add_session("manifest", url_cases, G_N_ELEMENTS(url_cases));
    TWIST_TEST("/manifest/INI-11/label-of-128-bytes-is-fine", GUINT_TO_POINTER(128), test_label);
    TWIST_TEST("/manifest/INI-11/label-of-129-bytes", GUINT_TO_POINTER(129), test_label);
    return g_test_run();
}
