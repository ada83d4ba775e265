/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The box of the signed header, and the content hash in it (attacks.md, HDR-09 to HDR-20). Each row
 * changes one thing before signing, so that only the rule under test can refuse it.
 */
#include "tests/rig/rig-hash.h"
#include "tests/unit/twist.h"

#include <string.h>

/* A prefix match would take it for ours. */
#define LONGER_SCHEME "urn:c2pa:verifiable-segment-infoX"

#define define_number(name, field, statement)                                                      \
    static void name(RigEmsg *emsg, gpointer data)                                                 \
    {                                                                                              \
        emsg->field statement;                                                                     \
        (void)data;                                                                                \
    }

define_number(emsg_version, version, = (uint8_t)GPOINTER_TO_INT(data))
    define_number(emsg_flags, flags, = (uint32_t)GPOINTER_TO_INT(data))
        define_number(emsg_timescale, timescale, ++)
            define_number(emsg_duration, duration, += (uint32_t)GPOINTER_TO_INT(data))
                define_number(emsg_delta, delta, = 1) define_number(emsg_id, id, ^= 0x5a5a)

                    static void emsg_value(RigEmsg *emsg, gpointer notation)
{
    rig_cose_set_bytes(&emsg->value, twist_item(notation));
}

static void
emsg_scheme(RigEmsg *emsg, gpointer notation)
{
    rig_cose_set_bytes(&emsg->scheme, twist_item(notation));
}

static void
emsg_tail(RigEmsg *emsg, gpointer notation)
{
    rig_cose_set_bytes(&emsg->tail, twist_item(notation));
}

static const TwistVsi box_cases[] = {
    { "HDR-09/emsg-version-1", TWIST(emsg, emsg_version, 1), "bad-header" },
    { "HDR-09/emsg-of-an-unknown-layout", TWIST(emsg, emsg_version, 2), "unsigned" },
    { "HDR-10/scheme-with-a-letter-more", TWIST(emsg, emsg_scheme, "{" LONGER_SCHEME "}00"),
      "unsigned" },
    { "HDR-10/scheme-with-a-letter-less",
      TWIST(emsg, emsg_scheme, "{urn:c2pa:verifiable-segment-inf}00"), "unsigned" },
    { "HDR-10/scheme-in-capitals", TWIST(emsg, emsg_scheme, "{urn:C2PA:verifiable-segment-info}00"),
      "unsigned" },
    { "HDR-10/scheme-without-its-nul", TWIST(emsg, emsg_scheme, "{" RIG_VSI_SCHEME "}"),
      "unsigned" },
    { "HDR-11/value-is-not-fseg", TWIST(emsg, emsg_value, "{gseg}00"), "bad-header" },
    { "HDR-11/value-is-longer", TWIST(emsg, emsg_value, "{fsegs}00"), "bad-header" },
    { "HDR-11/value-in-capitals", TWIST(emsg, emsg_value, "{FSEG}00"), "bad-header" },
    { "HDR-11/value-is-empty", TWIST(emsg, emsg_value, "00"), "bad-header" },
    { "HDR-11/value-without-its-nul", TWIST(emsg, emsg_value, "{fseg}"), "bad-header" },
    { "HDR-11/value-is-not-utf-8", TWIST(emsg, emsg_value, "fffefdfc00"), "bad-header" },
    { "HDR-12/a-byte-after-the-cose", TWIST(emsg, emsg_tail, "00"), "bad-header" },
    { "HDR-12/an-item-after-the-cose", TWIST(emsg, emsg_tail, "d28440a0f640"), "bad-header" },
    { "HDR-12/a-header-without-cose", TWIST(emsg, twist_message, ""), "bad-header" },
    { "HDR-13/emsg-flags", TWIST(emsg, emsg_flags, 1), "bad-header" },
    { "HDR-13/emsg-timescale", TWIST(emsg, emsg_timescale, 0), "bad-header" },
    { "HDR-13/emsg-duration-a-tick-more", TWIST(emsg, emsg_duration, 1), "bad-header" },
    { "HDR-13/emsg-duration-a-tick-less", TWIST(emsg, emsg_duration, -1), "bad-header" },
    { "HDR-13/emsg-delta", TWIST(emsg, emsg_delta, 0), "bad-header" },
    { "HDR-13/emsg-id-is-free", TWIST(emsg, emsg_id, 0), "none" },
};

#define HASH(...) TWIST_PAIR(bmff_hash, twist_map, __VA_ARGS__)

static const TwistVsi hash_cases[] = {
    { "HDR-16/hash-map-null", TWIST_PAIR(payload, twist_map, "bmffHash", 0, "f6"), "bad-header" },
    { "HDR-16/hash-map-missing", TWIST_PAIR(payload, twist_map, "bmffHash"), "bad-header" },
    { "HDR-16/hash-map-is-an-array", TWIST_PAIR(payload, twist_map, "bmffHash", 0, "80"),
      "bad-header" },
    { "HDR-16/hash-null", HASH("hash", 0, "f6"), "bad-header" },
    { "HDR-16/hash-missing", HASH("hash"), "bad-header" },
    { "HDR-16/hash-empty", HASH("hash", 0, "40"), "bad-header" },
    { "HDR-16/hash-is-text", HASH("hash", 0, "7820 <32:61>"), "bad-header" },
    { "HDR-16/hash-of-31-bytes", HASH("hash", 0, "581f <31:61>"), "bad-header" },
    { "HDR-16/hash-of-33-bytes", HASH("hash", 0, "5821 <33:61>"), "bad-header" },
    { "HDR-16/hash-of-another-algorithm's-length", HASH("hash", 0, "5830 <48:61>"), "bad-header" },
    { "HDR-18/merkle", HASH("merkle", 0, "81a0"), "bad-header" },
    { "HDR-18/merkle-empty", HASH("merkle", 0, "80"), "bad-header" },
    { "HDR-18/merkle-null-is-absent", HASH("merkle", 0, "f6"), "none" },
    { "HDR-19/sha1", HASH("alg", 0, "'sha1'"), "algorithm" },
    { "HDR-19/md5", HASH("alg", 0, "'md5'"), "algorithm" },
    { "HDR-19/sha512-256", HASH("alg", 0, "'sha512/256'"), "algorithm" },
    { "HDR-19/sha3-256", HASH("alg", 0, "'sha3-256'"), "algorithm" },
    { "HDR-19/in-capitals", HASH("alg", 0, "'SHA256'"), "algorithm" },
    { "HDR-19/longer", HASH("alg", 0, "'sha2560'"), "algorithm" },
    { "HDR-19/empty", HASH("alg", 0, "60"), "algorithm" },
    { "HDR-19/bytes", HASH("alg", 0, "46{sha256}"), "algorithm" },
    { "HDR-19/a-number", HASH("alg", 0, "2f"), "algorithm" },
    { "HDR-19/null", HASH("alg", 0, "f6"), "algorithm" },
    { "HDR-19/missing", HASH("alg"), "algorithm" },
    { "HDR-19/sha256-over-a-hash-by-sha384",
      { .hash_alg = "sha384",
        .hooks = { .bmff_hash = twist_map,
                   .user_data = (gpointer) & (const TwistPair){ "alg", 0, "'sha256'" } } },
      "bad-header" },
    { "HDR-19/sha384-is-fine", { .hash_alg = "sha384" }, "none" },
    { "HDR-19/sha512-is-fine", { .hash_alg = "sha512" }, "none" },
    { "HDR-20/hash-without-offsets", { .no_offsets = true }, "content-changed" },
};

/* The one exclusion there must be, {xpath: "/emsg", data: [{offset: 12, value: URN}]}, in parts. */
#define URN       "5820{" RIG_VSI_SCHEME "}"
#define AT_12     "81a2 'offset' 0c 'value' " URN
#define EMSG      "a2 'xpath' '/emsg' 'data' " AT_12
#define WITH(key) "a3 'xpath' '/emsg' 'data' " AT_12 key
#define UUID                                                                                       \
    "a2 'xpath' '/uuid' 'data' 81a2 'offset' 08 'value' 50 d8fec3d61b0e483c92975828877ec481"

/* With a hash that leaves out what the list says, when @excluded; so it holds for who believes. */
#define EXCLUDE(list, ...)                                                                         \
    {                                                                                              \
        .excluded = (const char *const[]){ "emsg", __VA_ARGS__ NULL },                             \
        .hooks = {                                                                                 \
            .bmff_hash = twist_map,                                                                \
            .user_data = (gpointer) & (const TwistPair){ "exclusions", 0, list },                  \
        },                                                                                         \
    }

static const TwistVsi exclusion_cases[] = {
    { "HDR-17/as-it-must-be", EXCLUDE("81" EMSG, ), "none" },
    { "HDR-17/the-init's-besides-are-fine",
      EXCLUDE("84" EMSG UUID "a1 'xpath' '/ftyp' a1 'xpath' '/mfra'", ), "none" },
    { "HDR-17/nulls-are-absent", EXCLUDE("81" WITH("'subset' f6"), ), "none" },
    { "HDR-17/mdat", EXCLUDE("82" EMSG "a1 'xpath' '/mdat'", "mdat", ), "bad-header" },
    { "HDR-17/moof", EXCLUDE("82" EMSG "a1 'xpath' '/moof'", "moof", ), "bad-header" },
    { "HDR-17/styp", EXCLUDE("82" EMSG "a1 'xpath' '/styp'", "styp", ), "bad-header" },
    { "HDR-17/sidx", EXCLUDE("82" EMSG "a1 'xpath' '/sidx'", "sidx", ), "bad-header" },
    { "HDR-17/free", EXCLUDE("82" EMSG "a1 'xpath' '/free'", "free", ), "bad-header" },
    { "HDR-17/skip", EXCLUDE("82" EMSG "a1 'xpath' '/skip'", "skip", ), "bad-header" },
    { "HDR-17/a-box-inside-moof", EXCLUDE("82" EMSG "a1 'xpath' '/moof/traf/trun'", ),
      "bad-header" },
    { "HDR-17/every-uuid", EXCLUDE("82" EMSG "a1 'xpath' '/uuid'", "uuid", ), "bad-header" },
    { "HDR-17/every-emsg", EXCLUDE("81a1 'xpath' '/emsg'", ), "bad-header" },
    { "HDR-17/every-emsg-besides", EXCLUDE("82" EMSG "a1 'xpath' '/emsg'", ), "bad-header" },
    { "HDR-17/other-offset", EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a2 'offset' 08 'value' " URN, ),
      "bad-header" },
    { "HDR-17/other-value",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a2 'offset' 0c 'value' 43{urn}", ), "bad-header" },
    { "HDR-17/value-with-its-nul",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a2 'offset' 0c 'value' 5821{" RIG_VSI_SCHEME "}00", ),
      "bad-header" },
    { "HDR-17/value-as-text",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a2 'offset' 0c 'value' '" RIG_VSI_SCHEME "'", ),
      "bad-header" },
    { "HDR-17/no-value", EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a1 'offset' 0c", ), "bad-header" },
    { "HDR-17/value-and-more",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a3 'offset' 0c 'value' " URN "'more' 00", ),
      "bad-header" },
    { "HDR-17/value-twice-in-place-of-an-offset",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 81a2 'value' " URN "'more' 00", ), "bad-header" },
    { "HDR-17/no-data-in-the-list", EXCLUDE("81a2 'xpath' '/emsg' 'data' 80", ), "bad-header" },
    { "HDR-17/two-data",
      EXCLUDE("81a2 'xpath' '/emsg' 'data' 82 a2 'offset' 0c 'value' " URN
              "a2 'offset' 0c 'value' " URN, ),
      "bad-header" },
    { "HDR-17/data-is-a-map", EXCLUDE("81a2 'xpath' '/emsg' 'data' a0", ), "bad-header" },
    { "HDR-17/data-of-numbers", EXCLUDE("81a2 'xpath' '/emsg' 'data' 8100", ), "bad-header" },
    { "HDR-17/data-for-a-box-without", EXCLUDE("82" EMSG "a2 'xpath' '/mfra' 'data' " AT_12, ),
      "bad-header" },
    { "HDR-17/subset", EXCLUDE("81" WITH("'subset' 81a2 'offset' 00 'length' 08"), ),
      "bad-header" },
    { "HDR-17/flags", EXCLUDE("81" WITH("'flags' 43 000000"), ), "bad-header" },
    { "HDR-17/version", EXCLUDE("81" WITH("'version' 00"), ), "bad-header" },
    { "HDR-17/length", EXCLUDE("81" WITH("'length' 18 64"), ), "bad-header" },
    { "HDR-17/exact", EXCLUDE("81" WITH("'exact' f4"), ), "bad-header" },
    { "HDR-17/a-key-that-is-no-text", EXCLUDE("81" WITH("00 f6"), ), "bad-header" },
    { "HDR-17/an-entry-twice", EXCLUDE("82" EMSG EMSG, ), "bad-header" },
    { "HDR-17/an-entry-of-the-init-twice",
      EXCLUDE("83" EMSG "a1 'xpath' '/mfra' a1 'xpath' '/mfra'", ), "bad-header" },
    { "HDR-17/no-xpath", EXCLUDE("82" EMSG "a0", ), "bad-header" },
    { "HDR-17/xpath-with-an-index", EXCLUDE("81a2 'xpath' '/emsg[1]' 'data' " AT_12, ),
      "bad-header" },
    { "HDR-17/xpath-is-bytes", EXCLUDE("81a2 'xpath' 45{/emsg} 'data' " AT_12, ), "bad-header" },
    { "HDR-17/an-entry-that-is-text", EXCLUDE("82" EMSG "'/mdat'", ), "bad-header" },
    { "HDR-17/list-empty", EXCLUDE("80", ), "bad-header" },
    { "HDR-17/list-null", EXCLUDE("f6", ), "bad-header" },
    { "HDR-17/list-is-a-map", EXCLUDE("a0", ), "bad-header" },
    { "HDR-17/list-missing", HASH("exclusions"), "bad-header" },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_vsi("header", box_cases, G_N_ELEMENTS(box_cases));
    twist_add_vsi("header", hash_cases, G_N_ELEMENTS(hash_cases));
    twist_add_vsi("header", exclusion_cases, G_N_ELEMENTS(exclusion_cases));
    return g_test_run();
}
