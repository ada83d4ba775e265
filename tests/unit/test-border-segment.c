/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Top-level boxes by themselves: which may stand where, how many, and how large. A file is a word,
 * a letter for each box.
 */
#include "client/provenance/prov-bmff.h"
#include "client/provenance/prov-gate.h"
#include "tests/rig/rig-box.h"

#include <string.h>

/*
 * E  emsg of the signed header           e  emsg of another scheme     n  emsg whose scheme has no
 * end 1  the same as E, of version 1         2  the same, of version 2     x  the same under
 * another type s  styp   p  prft   i  sidx   f  free   M  moof   D  mdat of a byte  d  mdat of none
 */
static const struct {
    const char *word;
    const char *reason; /* NULL: it is read */
    const char *says;   /* begins the refusal's sentence */
} words[] = {
    { "EMD", NULL, NULL },
    { "sEMD", NULL, NULL },
    { "EsMD", NULL, NULL },
    { "EspiMD", NULL, NULL },
    { "sEpiMD", NULL, NULL },
    { "EpMD", NULL, NULL },
    { "EiMD", NULL, NULL },
    { "EMDMD", NULL, NULL },
    { "1MD", NULL, NULL },
    { "2MD", NULL, NULL },
    { "", "bad-container", "the file is empty" },
    { "E", "bad-container", "the segment has no media" },
    { "EM", "bad-container", "the segment is not pairs" },
    { "ED", "bad-container", "a box stands where" },
    { "EMM", "bad-container", "the segment is not pairs" },
    { "EMMD", "bad-container", "the segment is not pairs" },
    { "EMDD", "bad-container", "the segment is not pairs" },
    { "EMDM", "bad-container", "the segment is not pairs" },
    { "EMDf", "bad-container", "the segment is not pairs" },
    { "EMDfD", "bad-container", "the segment is not pairs" },
    { "EMf", "bad-container", "the segment is not pairs" },
    { "EMDE", "bad-container", "the segment is not pairs" },
    { "EMED", "bad-container", "the segment is not pairs" },
    { "EMDEMD", "bad-container", "the segment is not pairs" },
    { "EMd", "bad-container", "an mdat is empty" },
    { "EMDMd", "bad-container", "an mdat is empty" },
    { "EfMD", "bad-container", "a box stands where" },
    { "fEMD", "bad-container", "a box stands where" },
    { "DEMD", "bad-container", "a box stands where" },
    { "eEMD", "bad-container", "a box stands where" },
    { "EeMD", "bad-container", "a box stands where" },
    { "nEMD", "bad-container", "a box stands where" },
    { "EssMD", "bad-container", "a box stands where" },
    { "EppMD", "bad-container", "a box stands where" },
    { "EiiMD", "bad-container", "a box stands where" },
    { "EipMD", "bad-container", "a box stands where" },
    { "EpsMD", "bad-container", "a box stands where" },
    { "EisMD", "bad-container", "a box stands where" },
    { "pEMD", "bad-container", "a box stands where" },
    { "iEMD", "bad-container", "a box stands where" },
    { "MD", "unsigned", NULL },
    { "sMD", "unsigned", NULL },
    { "eMD", "unsigned", NULL },
    { "nMD", "unsigned", NULL },
    { "xMD", "unsigned", NULL },
    { "EEMD", "duplicate-header", NULL },
    { "E1MD", "duplicate-header", NULL },
    { "MDE", "bad-container", "the signed header does not stand before the media" },
    { "MDEMDE", "bad-container", "the signed header does not stand before the media" },
    { "DEE", "bad-container", "a box stands where" },
    { "sMEDE", "bad-container", "the signed header does not stand before the media" },
};

static void
put_emsg(GByteArray *out, const char *type, uint8_t version, const char *scheme, size_t len)
{
    guint box = rig_box_begin_full(out, type, version, 0);

    if (version == 1)
        rig_put_zeros(out, 20);
    rig_put_data(out, scheme, len);
    rig_box_end(out, box);
}

static void
put_box(GByteArray *out, const char *type, guint len)
{
    guint box = rig_box_begin(out, type);

    rig_put_zeros(out, len);
    rig_box_end(out, box);
}

static void
put_letter(GByteArray *out, char letter)
{
    static const char ours[] = PROV_VSI_SCHEME;

    switch (letter) {
    case 'E':
        put_emsg(out, "emsg", 0, ours, sizeof ours);
        break;
    case '1':
        put_emsg(out, "emsg", 1, ours, sizeof ours);
        break;
    case '2':
        put_emsg(out, "emsg", 2, ours, sizeof ours);
        break;
    case 'x':
        put_emsg(out, "emsh", 0, ours, sizeof ours);
        break;
    case 'n':
        put_emsg(out, "emsg", 0, ours, sizeof ours - 1);
        break;
    case 'e':
        put_emsg(out, "emsg", 0, "urn:x", 6);
        break;
    case 's':
        put_box(out, "styp", 8);
        break;
    case 'p':
        put_box(out, "prft", 8);
        break;
    case 'i':
        put_box(out, "sidx", 8);
        break;
    case 'f':
        put_box(out, "free", 8);
        break;
    case 'M':
        put_box(out, "moof", 8);
        break;
    case 'D':
        put_box(out, "mdat", 1);
        break;
    default:
        put_box(out, "mdat", 0);
    }
}

static GByteArray *
spell(const char *word)
{
    GByteArray *out = g_byte_array_new();

    for (; *word != '\0'; word++)
        put_letter(out, *word);
    return out;
}

static void
check(const GByteArray *file, const char *reason, const char *says)
{
    g_autofree ProvSegmentLayout *layout = g_new0(ProvSegmentLayout, 1);
    g_autofree uint8_t *exact = g_memdup2(file->data, file->len);
    ProvVerdict verdict = { 0 };
    bool good = prov_bmff_read_segment((ProvReader){ exact, file->len }, layout, &verdict);

    g_assert_cmpstr(prov_reason_name(verdict.reason), ==, reason != NULL ? reason : "unchecked");
    g_assert_true(good == (reason == NULL));
    if (says != NULL && !g_str_has_prefix(verdict.detail, says))
        g_assert_cmpstr(verdict.detail, ==, says);
    if (good)
        g_assert_true(prov_bmff_is_vsi(layout->emsg));
}

static void
test_words(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GByteArray) file = spell(words[i].word);

        g_test_message("%s", words[i].word);
        check(file, words[i].reason, words[i].says);
    }
}

/* Sixteen pairs behind four boxes: nothing has more. */
static void
test_most_boxes(void)
{
    static const struct {
        const char *head;
        guint n_pairs;
        const char *says;
    } rows[] = {
        { "Espi", 16, NULL },
        { "E", 16, NULL },
        { "E", 17, "the segment has more than 16 fragments" },
        { "Es", 17, "the segment has more than 16 fragments" },
        { "Esp", 17, "there are too many boxes" },
        { "E", 18, "there are too many boxes" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GByteArray) file = spell(rows[i].head);

        for (guint n = 0; n < rows[i].n_pairs; n++) {
            put_letter(file, 'M');
            put_letter(file, 'D');
        }
        check(file, rows[i].says != NULL ? "bad-container" : NULL, rows[i].says);
    }
}

/* Each size at its limit, and a byte beyond. */
static void
test_sizes(void)
{
    for (guint more = 0; more < 2; more++) {
        const char *reason = more == 0 ? NULL : "too-large";
        g_autoptr(GByteArray) emsg = g_byte_array_new();
        g_autoptr(GByteArray) styp = spell("E");
        g_autoptr(GByteArray) file = spell("EM");
        g_autofree char *scheme = g_malloc0(64 * 1024);

        strcpy(scheme, PROV_VSI_SCHEME);
        put_emsg(emsg, "emsg", 0, scheme, 64 * 1024 - 12 + more);
        put_letter(emsg, 'M');
        put_letter(emsg, 'D');
        check(emsg, reason, NULL);
        put_box(styp, "styp", 64 - 8 + more);
        put_letter(styp, 'M');
        put_letter(styp, 'D');
        check(styp, reason, NULL);
        put_box(file, "mdat", PROV_MAX_SEGMENT_LEN - file->len - 8 + more);
        check(file, reason, NULL);
    }
}

/* A box's size that is none, or goes past the end. */
static void
test_box_sizes(void)
{
    static const uint32_t sizes[] = { 0, 1, 7, 10, 0x80000000, 0xffffffff };

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GByteArray) file = spell("EMD");
        uint32_t size = GUINT32_TO_BE(sizes[i]);

        memcpy(file->data + file->len - 9, &size, sizeof size);
        check(file, "bad-container", "a box's size");
    }
    for (guint left = 1; left < 9; left++) {
        g_autoptr(GByteArray) file = spell("EMD");

        g_byte_array_set_size(file, file->len - left);
        check(file, "bad-container", "a box's size");
    }
}

/* An init segment of a mebibyte, and one of a byte more. */
static void
test_init_size(void)
{
    for (guint more = 0; more < 2; more++) {
        g_autoptr(GByteArray) file = g_byte_array_new();
        g_autofree ProvInitLayout *layout = g_new0(ProvInitLayout, 1);
        ProvVerdict verdict = { 0 };
        guint box = rig_box_begin(file, "ftyp");

        rig_put_data(file, "iso5\0\0\0\0", 8);
        rig_box_end(file, box);
        box = rig_box_begin(file, "uuid");
        rig_put_data(file, prov_bmff_c2pa_uuid, sizeof prov_bmff_c2pa_uuid);
        rig_put_u32(file, 0);
        rig_put_text(file, "manifest");
        rig_put_u64(file, 0);
        rig_box_end(file, box);
        put_box(file, "moov", PROV_MAX_INIT_LEN - file->len - 8 + more);
        g_assert_true(prov_bmff_read_init((ProvReader){ file->data, file->len }, layout, &verdict)
                      == (more == 0));
        g_assert_cmpstr(prov_reason_name(verdict.reason), ==,
                        more == 0 ? "unchecked" : "too-large");
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/border/segment/words", test_words);
    g_test_add_func("/border/segment/most-boxes", test_most_boxes);
    g_test_add_func("/border/segment/sizes", test_sizes);
    g_test_add_func("/border/segment/box-sizes", test_box_sizes);
    g_test_add_func("/border/init/size", test_init_size);
    return g_test_run();
}
