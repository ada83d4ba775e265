/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole init segment through the gate; and, since hashes stop most mutants early, its moov, its
 * session keys and its certificates by themselves, as a camera gone bad would sign them.
 */
#include "client/provenance/prov-aac.h"
#include "client/provenance/prov-certificate.h"
#include "client/provenance/prov-manifest.h"
#include "client/provenance/prov-session-key.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/sound.h"

enum {
    WHOLE,
    MOOV,
    SOUND_MOOV,
    DESCRIPTORS, /* of sound */
    KEYS,
    CERTIFICATE,
    N_PARTS
};

static void
add(GPtrArray *seeds, uint8_t part, GBytes *bytes)
{
    GByteArray *seed = g_byte_array_new();

    rig_put_u8(seed, part);
    rig_put_bytes(seed, bytes);
    g_ptr_array_add(seeds, g_byte_array_free_to_bytes(seed));
}

void
fuzz_add_seeds(GPtrArray *seeds)
{
    World *world = fuzz_world();
    g_autoptr(GBytes) moov = fuzz_box(world->session->init, "moov");
    g_autoptr(GBytes) sound = sound_moov();
    /* an esds' payload: the same descriptors with their shortest lengths, and with longer ones */
    g_autoptr(GBytes) short_lengths =
        rig_item_hex("00000000031900000004114015000000000000000000000005021188060102");
    g_autoptr(GBytes) long_lengths = rig_item_hex("000000000380808022000000048080801440150000000000"
                                                  "00000000000005808080021190068080800102");
    g_autoptr(GBytes) store = fuzz_store(world->session->init);
    g_autofree ProvManifest *manifest = g_new0(ProvManifest, 1);
    g_autoptr(GBytes) keys = NULL;
    ProvVerdict verdict = { 0 };
    ProvReader cbor;

    g_assert_true(prov_manifest_read(prov_reader_from_bytes(store), manifest, &verdict));
    g_assert_true(prov_manifest_find(manifest, "c2pa.session-keys", &cbor));
    keys = fuzz_copy(cbor);
    add(seeds, WHOLE, world->session->init);
    add(seeds, MOOV, moov);
    add(seeds, SOUND_MOOV, sound);
    add(seeds, DESCRIPTORS, short_lengths);
    add(seeds, DESCRIPTORS, long_lengths);
    add(seeds, KEYS, keys);
    add(seeds, CERTIFICATE, world->front->leaf);
    add(seeds, CERTIFICATE, world->maker->ca);
}

static void
check_whole(const uint8_t *data, size_t len)
{
    World *world = fuzz_world();
    g_autoptr(GBytes) init = g_bytes_new(data, len);
    ProvVerdict verdict = prov_gate_submit_init(world->gate, init, &world->now);

    if (!prov_verdict_admits(&verdict)) {
        fuzz_check_verdict(&verdict, false);
        return;
    }
    g_assert_true(verdict.selected && verdict.chain && verdict.has_signer);
    g_assert_true(covered_same_init(init, world->session->init));
}

static void
check_moov(ProvReader file, ProvMedia media)
{
    ProvReader rest = file;
    ProvVerdict verdict = { 0 };
    ProvTrackConfig config = { 0 };
    ProvBox moov;
    bool good;

    if (!prov_bmff_next(&rest, &moov))
        return;
    good = prov_track_read(file, &moov, media, &config, &verdict);
    fuzz_check_verdict(&verdict, good);
    if (!good)
        return;
    g_assert_true(config.track.timescale > 0);
    if (media == PROV_MEDIA_SOUND) {
        g_assert_true(config.track.codec == PROV_CODEC_AAC);
        g_assert_true(config.track.rate == config.track.timescale && config.track.rate <= 48000);
        g_assert_true(config.track.channels >= 1 && config.track.channels <= 2);
    } else {
        g_assert_true(config.track.codec == PROV_CODEC_AVC);
        g_assert_true(config.track.width >= 1 && config.track.width <= 4096);
        g_assert_true(config.track.height >= 1 && config.track.height <= 2304);
    }
    g_assert_cmpuint(config.track.config_offset, <=, file.len);
    g_assert_cmpuint(config.track.config_len, <=, file.len - config.track.config_offset);
}

static void
check_descriptors(ProvReader esds)
{
    ProvVerdict verdict = { 0 };
    ProvAac aac = { 0 };
    bool good = prov_aac_read_config(esds, &aac, &verdict);

    fuzz_check_verdict(&verdict, good);
    g_assert_true(good == (aac.rate >= 8000 && aac.rate <= 48000));
    g_assert_true(good == (aac.channels >= 1 && aac.channels <= 2));
    g_assert_true(fuzz_within(esds, aac.config));
}

static void
check_keys(ProvReader cbor, ProvCrypto *crypto)
{
    g_auto(ProvSessionKeys) keys = { 0 };
    ProvReader leaf = prov_reader_from_bytes(fuzz_world()->front->leaf);
    ProvVerdict verdict = { 0 };
    bool good = prov_session_key_read_all(crypto, cbor, leaf, PROV_ALG_ALL, &keys, &verdict);

    fuzz_check_verdict(&verdict, good);
    g_assert_cmpuint(keys.n, <=, PROV_MAX_SESSION_KEYS);
    for (size_t i = 0; good && i < keys.n; i++) {
        ProvReader kid = { keys.key[i].kid, keys.key[i].kid_len };

        g_assert_true(prov_session_key_find(&keys, kid) == &keys.key[i]);
        g_assert_cmpint(keys.key[i].end_us, >, keys.key[i].created_us);
        g_assert_cmpint(keys.key[i].end_us - keys.key[i].created_us, <=, G_TIME_SPAN_DAY);
    }
}

static void
check_certificate(ProvReader der, ProvCrypto *crypto)
{
    g_autoptr(ProvCertificate) certificate = prov_certificate_new(crypto, der);
    g_autoptr(ProvKey) key = NULL;
    ProvVerdict verdict = { 0 };

    if (certificate == NULL)
        return;
    fuzz_check_verdict(&verdict, prov_certificate_check_leaf(certificate, &verdict));
    verdict = (ProvVerdict){ 0 };
    fuzz_check_verdict(&verdict, prov_certificate_check_ca(certificate, &verdict));
    (void)prov_certificate_is_self_issued(certificate);
    (void)prov_certificate_is_demo(certificate);
    (void)prov_certificate_has_serial(certificate, "A-0001");
    verdict = (ProvVerdict){ 0 };
    fuzz_check_verdict(
        &verdict, prov_certificate_check_time(certificate, true, &fuzz_world()->now, &verdict));
    key = prov_certificate_get_key(certificate, crypto);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ProvCrypto *crypto;
    g_autofree uint8_t *part = NULL; /* exactly as long as what is judged */

    if (size == 0)
        return 0;
    if (crypto == NULL)
        crypto = prov_crypto_new();
    part = g_memdup2(data + 1, size - 1);
    switch (data[0] % N_PARTS) {
    case WHOLE:
        check_whole(part, size - 1);
        break;
    case MOOV:
        check_moov((ProvReader){ part, size - 1 }, PROV_MEDIA_VIDEO);
        break;
    case SOUND_MOOV:
        check_moov((ProvReader){ part, size - 1 }, PROV_MEDIA_SOUND);
        break;
    case DESCRIPTORS:
        check_descriptors((ProvReader){ part, size - 1 });
        break;
    case KEYS:
        check_keys((ProvReader){ part, size - 1 }, crypto);
        break;
    default:
        check_certificate((ProvReader){ part, size - 1 }, crypto);
        break;
    }
    return 0;
}
