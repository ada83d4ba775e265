/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a certificate that was read: whether it is valid now, whose it is, whether it is
 * its own issuer. */
#include "client/provenance/prov-certificate.h"
#include "tests/rig/rig-openssl.h"
#include "tests/unit/recertify.h"
#include "tests/unit/world.h"

typedef struct {
    const char *name;
    ProvClockTrust trust;
    int64_t wall_us; /* after it begins, when negative or zero; after it ends */
    bool at_end;
    bool good;
} Moment;

static const Moment moments[] = {
    { "begins-now", PROV_CLOCK_TRUSTED, 0, false, true },
    { "begins-in-a-microsecond", PROV_CLOCK_TRUSTED, -1, false, false },
    { "begins-by-a-floor", PROV_CLOCK_FLOOR, -1, false, true },
    { "begins-without-a-clock", PROV_CLOCK_NONE, -1, false, true },
    { "ends-now", PROV_CLOCK_TRUSTED, 0, true, true },
    { "ended-a-microsecond-ago", PROV_CLOCK_TRUSTED, 1, true, false },
    { "ends-now-by-a-floor", PROV_CLOCK_FLOOR, 0, true, true },
    { "ended-by-a-floor", PROV_CLOCK_FLOOR, 1, true, false },
    { "ended-without-a-clock", PROV_CLOCK_NONE, 1, true, true },
};

/* Both sentences and both reasons, by whose certificate it is. */
static void
test_moment(gconstpointer data)
{
    const Moment *moment = data;
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) der = NULL;
    g_autoptr(ProvCertificate) certificate = NULL;
    ProvClock now = { .trust = moment->trust };

    spec.not_before = WORLD_NOW_US / G_USEC_PER_SEC;
    spec.not_after = spec.not_before + 3600;
    der = rig_cert_make(&spec);
    certificate = prov_certificate_new(crypto, prov_reader_from_bytes(der));
    now.wall_us =
        (moment->at_end ? spec.not_after : spec.not_before) * G_USEC_PER_SEC + moment->wall_us;
    for (int leaf = 0; leaf <= 1; leaf++) {
        ProvVerdict verdict = { 0 };

        g_assert_true(prov_certificate_check_time(certificate, leaf, &now, &verdict)
                      == moment->good);
        world_assert_reason(verdict, moment->good ? "unchecked"
                                     : leaf       ? "certificate-time"
                                                  : "untrusted-chain");
        if (!moment->good)
            g_assert_true(g_str_has_suffix(verdict.detail,
                                           moment->at_end ? " has expired" : " is not yet valid"));
    }
}

/* The subject's serialNumber entries, by commas; what is asked; whether it is that one. */
static const struct {
    const char *name;
    const char *entries;
    const char *asked;
    bool has;
} serials[] = {
    { "that-one", "A-0001", "A-0001", true },
    { "none", NULL, "A-0001", false },
    { "none-and-nothing-asked", NULL, "", false },
    { "another", "A-0002", "A-0001", false },
    { "a-shorter", "A-000", "A-0001", false },
    { "a-longer", "A-00011", "A-0001", false },
    { "twice", "A-0001,A-0001", "A-0001", false },
    { "another-behind-it", "A-0001,A-0002", "A-0001", false },
    { "another-before-it", "A-0002,A-0001", "A-0001", false },
};

static void
put_serials(X509 *x509, gconstpointer entries)
{
    g_auto(GStrv) words = g_strsplit(entries, ",", -1);

    for (guint i = 0; words[i] != NULL; i++)
        X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_serialNumber, MBSTRING_ASC,
                                   (const uint8_t *)words[i], -1, -1, 0);
}

/* The first thing that the name says. */
static void
put_first(X509 *x509, gconstpointer serial)
{
    X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_serialNumber, MBSTRING_ASC, serial,
                               -1, 0, 0);
}

static void
test_serial_comes_first(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) plain = rig_cert_make(&spec);
    g_autoptr(GBytes) der = recertify(plain, key, put_first, "A-0001");
    g_autoptr(GBytes) twice = recertify(der, key, put_serials, "A-0001");
    g_autoptr(ProvCertificate) one = prov_certificate_new(crypto, prov_reader_from_bytes(der));
    g_autoptr(ProvCertificate) two = prov_certificate_new(crypto, prov_reader_from_bytes(twice));

    g_assert_true(prov_certificate_has_serial(one, "A-0001"));
    g_assert_false(prov_certificate_has_serial(two, "A-0001"));
}

/* A serial number that is no text. */
static void
put_bits(X509 *x509, G_GNUC_UNUSED gconstpointer data)
{
    X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_serialNumber, V_ASN1_BIT_STRING,
                               (const uint8_t *)"A-0001", -1, -1, 0);
}

static void
test_serial_of_bits(void)
{
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) plain = rig_cert_make(&spec);
    g_autoptr(GBytes) der = recertify(plain, key, put_bits, NULL);
    g_autoptr(ProvCertificate) certificate =
        prov_certificate_new(crypto, prov_reader_from_bytes(der));

    g_assert_nonnull(certificate);
    g_assert_false(prov_certificate_has_serial(certificate, "A-0001"));
    g_assert_false(prov_certificate_has_serial(certificate, ""));
}

static void
test_serial(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("maker", key);
    g_autoptr(GBytes) plain = rig_cert_make(&spec);
    g_autoptr(GBytes) der =
        recertify(plain, key, put_serials, serials[i].entries != NULL ? serials[i].entries : "");
    g_autoptr(ProvCertificate) certificate =
        prov_certificate_new(crypto, prov_reader_from_bytes(der));

    g_assert_true(prov_certificate_has_serial(certificate, serials[i].asked) == serials[i].has);
}

/* Subject and issuer are one name, or not, whichever comes first. */
static void
test_self_issued(void)
{
    static const char *const makers[] = { "a", "m", "z" };
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);

    for (size_t i = 0; i < G_N_ELEMENTS(makers); i++) {
        RigCertSpec issuer_spec = rig_cert_spec_root("m", key);
        g_autoptr(GBytes) issuer = rig_cert_make(&issuer_spec);
        RigCertSpec spec = rig_cert_spec_ca(makers[i], key, issuer, key);
        g_autoptr(GBytes) der = NULL;
        g_autoptr(ProvCertificate) certificate = NULL;

        spec.name = issuer_spec.name;
        der = rig_cert_make(&spec);
        certificate = prov_certificate_new(crypto, prov_reader_from_bytes(der));
        g_assert_true(prov_certificate_is_self_issued(certificate) == (i == 1));
    }
    prov_certificate_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(moments); i++) {
        g_autofree char *path = g_strconcat("/border/certificate/time/", moments[i].name, NULL);

        g_test_add_data_func(path, &moments[i], test_moment);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(serials); i++) {
        g_autofree char *path = g_strconcat("/border/certificate/serial/", serials[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_serial);
    }
    g_test_add_func("/border/certificate/serial/comes-first", test_serial_comes_first);
    g_test_add_func("/border/certificate/serial/of-bits", test_serial_of_bits);
    g_test_add_func("/border/certificate/self-issued", test_self_issued);
    return g_test_run();
}
