/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-linking.h"

#include "tests/rig/rig-cose.h"
#include "tests/rig/rig-request.h"

#include <gio/gio.h>
#include <string.h>

#define MEDIA_TYPE "application/cbor"
#define INFO       "ownview-link-1"
#define PATIENCE   (10 * 60 * G_USEC_PER_SEC) /* between a request and its certificate */
#define MINUTE     (60 * G_USEC_PER_SEC)
#define MAX_ASKED  10 /* times a minute */
#define GROUP      "home"

/* A request that was answered, and whose certificate is awaited. */
typedef struct {
    GBytes *nonce; /* NULL: none is under way */
    GBytes *home;  /* SHA-256 of its CA's key */
    RigKey *key;
    int64_t until_us;
} Pending;

struct RigLinking {
    RigIdentity *device;
    GBytes *secret_key; /* of the MACs */
    RigIdentity *home;  /* operational key, its certificate, the home's root; NULL: unlinked */
    char *token;        /* NULL: unlinked */
    Pending pending;
    /* The certificate that was accepted last, and what was said to it: an answer may get lost, and
     * a home must not be locked out by that. */
    GBytes *done;
    GBytes *done_answer;
    int64_t done_until_us;
    int64_t asked_us[MAX_ASKED]; /* when, as a ring */
    guint n_asked;
};

RigLinking *
rig_linking_new(RigIdentity *device, GBytes *secret)
{
    RigLinking *self = g_new0(RigLinking, 1);

    self->device = rig_identity_ref(device);
    self->secret_key = rig_message_derive_key(secret, INFO);
    return self;
}

static void
drop_pending(RigLinking *self)
{
    g_clear_pointer(&self->pending.nonce, g_bytes_unref);
    g_clear_pointer(&self->pending.home, g_bytes_unref);
    g_clear_pointer(&self->pending.key, rig_key_unref);
}

void
rig_linking_reset(RigLinking *self)
{
    drop_pending(self);
    g_clear_pointer(&self->done, g_bytes_unref);
    g_clear_pointer(&self->done_answer, g_bytes_unref);
    g_clear_pointer(&self->home, rig_identity_unref);
    g_clear_pointer(&self->token, g_free);
}

void
rig_linking_free(RigLinking *self)
{
    if (self == NULL)
        return;
    rig_linking_reset(self);
    rig_identity_unref(self->device);
    g_bytes_unref(self->secret_key);
    g_free(self);
}

RigIdentity *
rig_linking_get_signer(const RigLinking *self)
{
    return self->home != NULL ? self->home : self->device;
}

bool
rig_linking_is_linked(const RigLinking *self)
{
    return self->home != NULL;
}

static bool
has_token(const RigLinking *self, const char *token)
{
    return self->token != NULL && token != NULL && strlen(token) == strlen(self->token)
           && rig_message_equal(token, self->token, strlen(token));
}

bool
rig_linking_permits(const RigLinking *self, const char *token)
{
    return self->home == NULL || has_token(self, token);
}

/* Whoever guesses secrets, or fills the camera's time, is slowed down. */
static bool
asks_too_often(RigLinking *self, int64_t now_us)
{
    int64_t *const slot = &self->asked_us[self->n_asked % MAX_ASKED];

    if (self->n_asked >= MAX_ASKED && now_us - *slot < MINUTE)
        return true;
    *slot = now_us;
    self->n_asked++;
    return false;
}

/* A new request takes the place of one that was never completed. Returns its DER; transfer full. */
static GBytes *
begin(RigLinking *self, GBytes *nonce, GBytes *home, int64_t now_us)
{
    g_autofree char *serial = rig_identity_get_serial(self->device);

    drop_pending(self);
    self->pending.nonce = g_bytes_ref(nonce);
    self->pending.home = g_bytes_ref(home);
    self->pending.key = rig_key_new(RIG_KEY_P256);
    self->pending.until_us = now_us + PATIENCE;
    return rig_request_make(self->pending.key, serial);
}

/* COSE_Sign1 by @key, without the payload. Transfer full. */
static GBytes *
prove(const Pending *pending, RigKey *key, const char *context, GBytes *request)
{
    g_autoptr(GBytes) proven = rig_message_proven(context, pending->nonce, pending->home, request);
    g_autoptr(RigCose) cose = rig_cose_new(key, proven);

    cose->detached = true;
    return rig_cose_sign(cose);
}

/* 0: @leaf is what was asked for, from the home that asked. */
static guint
check_certificate(const RigLinking *self, GBytes *nonce, GBytes *leaf, GBytes *root, int64_t now_us)
{
    const Pending *const pending = &self->pending;
    uint8_t asked[RIG_PIN_LEN];

    if (pending->nonce == NULL || now_us >= pending->until_us
        || !g_bytes_equal(nonce, pending->nonce))
        return 410;
    rig_key_get_pin(pending->key, asked);
    return rig_cert_has_pin(leaf, asked)
                   && rig_cert_has_pin(root, g_bytes_get_data(pending->home, NULL))
                   && rig_cert_is_issued_by(leaf, root)
               ? 0
               : 403;
}

/* The pending key becomes the one that signs; @body was answered with @answer. */
static void
complete(RigLinking *self, GBytes *leaf, GBytes *root, GBytes *body, GBytes *answer, int64_t now_us)
{
    rig_identity_unref(self->home);
    self->home = rig_identity_new_operational(self->pending.key, leaf, root);
    drop_pending(self);
    g_clear_pointer(&self->done, g_bytes_unref);
    g_clear_pointer(&self->done_answer, g_bytes_unref);
    self->done = g_bytes_ref(body);
    self->done_answer = g_bytes_ref(answer);
    self->done_until_us = now_us + PATIENCE;
}

static bool
answer_again(const RigLinking *self, GBytes *body, int64_t now_us, GBytes **answer)
{
    if (self->done == NULL || now_us >= self->done_until_us || !g_bytes_equal(body, self->done))
        return false;
    *answer = g_bytes_ref(self->done_answer);
    return true;
}

static guint
on_link(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    g_autoptr(GBytes) map = NULL;
    g_autoptr(GBytes) nonce = NULL;
    g_autoptr(GBytes) home = NULL;
    g_autoptr(GBytes) request = NULL;
    g_autoptr(GBytes) proof = NULL;

    if (asks_too_often(self, now_us))
        return 429;
    map = rig_message_open(post->body, self->secret_key);
    if (map == NULL)
        return 403;
    if (!rig_message_read_request(map, "ownview-link-1/request", &nonce, &home))
        return 400;
    if (self->home != NULL)
        return 409;
    request = begin(self, nonce, home, now_us);
    proof = prove(&self->pending, self->device->key, "ownview-link-1", request);
    *answer = rig_message_seal(rig_message_make_proof(nonce, self->device->chain, request, proof),
                               self->secret_key);
    return 200;
}

static guint
on_certificate(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    g_autoptr(GBytes) map = rig_message_open(post->body, self->secret_key);
    g_autoptr(GBytes) nonce = NULL;
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) root = NULL;
    guint problem;

    if (map == NULL)
        return 403;
    if (answer_again(self, post->body, now_us, answer))
        return 200;
    if (!rig_message_read_certificate(map, "ownview-link-1/certificate", &nonce, &leaf, &root))
        return 400;
    if (self->home != NULL)
        return 409;
    problem = check_certificate(self, nonce, leaf, root, now_us);
    if (problem != 0)
        return problem;
    self->token = rig_message_make_token();
    *answer = rig_message_seal(rig_message_make_done("ownview-link-1/linked", nonce, self->token),
                               self->secret_key);
    complete(self, leaf, root, post->body, *answer, now_us);
    return 200;
}

static guint
on_release(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    g_autoptr(GBytes) spki = NULL;
    g_autoptr(RigKey) root = NULL;
    g_autoptr(GBytes) map = NULL;
    g_autoptr(GBytes) key = NULL;

    if (!has_token(self, post->token))
        return 401;
    spki = rig_cert_get_spki(self->home->anchor);
    root = rig_key_new_public(spki);
    map = root != NULL ? rig_cose_open(root, post->body) : NULL;
    if (map == NULL)
        return 403;
    if (!rig_message_read_release(map, &key))
        return 400;
    /* a release of an earlier linking is no release of this one */
    if (!rig_cert_has_pin(self->home->leaf, g_bytes_get_data(key, NULL)))
        return 403;
    rig_linking_reset(self);
    *answer = g_bytes_new(NULL, 0);
    return 200;
}

static guint
on_rotate(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    g_autoptr(GBytes) nonce = NULL;
    g_autoptr(GBytes) home = NULL;
    g_autoptr(GBytes) request = NULL;
    g_autoptr(GBytes) proof = NULL;
    g_autoptr(GBytes) signer = NULL;

    if (!has_token(self, post->token))
        return 401;
    if (!rig_message_read_request(post->body, "ownview-link-1/rotate", &nonce, &home))
        return 400;
    /* the token alone moves no camera to another home */
    if (!rig_cert_has_pin(self->home->anchor, g_bytes_get_data(home, NULL)))
        return 403;
    request = begin(self, nonce, home, now_us);
    proof = prove(&self->pending, self->home->key, "ownview-rotate-1", request);
    signer = rig_key_get_spki(self->home->key);
    *answer = rig_message_make_rotation(nonce, signer, request, proof);
    return 200;
}

static guint
on_rotate_certificate(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    g_autoptr(GBytes) nonce = NULL;
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) root = NULL;
    guint problem;

    if (!has_token(self, post->token))
        return 401;
    if (answer_again(self, post->body, now_us, answer))
        return 200;
    if (!rig_message_read_certificate(post->body, "ownview-link-1/rotation-certificate", &nonce,
                                      &leaf, &root))
        return 400;
    problem = check_certificate(self, nonce, leaf, root, now_us);
    if (problem != 0)
        return problem;
    *answer = rig_message_make_done("ownview-link-1/rotated", nonce, NULL);
    complete(self, leaf, root, post->body, *answer, now_us);
    return 200;
}

guint
rig_linking_post(RigLinking *self, const RigLinkingPost *post, int64_t now_us, GBytes **answer)
{
    static const struct {
        const char *name;
        guint (*handle)(RigLinking *, const RigLinkingPost *, int64_t, GBytes **);
    } handlers[] = {
        { "link", on_link },
        { "link/certificate", on_certificate },
        { "link/release", on_release },
        { "link/rotate", on_rotate },
        { "link/rotate/certificate", on_rotate_certificate },
    };

    *answer = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(handlers); i++) {
        if (strcmp(handlers[i].name, post->name) != 0)
            continue;
        if (g_strcmp0(post->type, MEDIA_TYPE) != 0)
            return 415;
        if (g_bytes_get_size(post->body) > RIG_LINKING_MAX)
            return 413;
        return handlers[i].handle(self, post, now_us, answer);
    }
    return 404;
}

static void
put_bytes(GKeyFile *file, const char *name, GBytes *bytes)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &len);
    g_autofree char *text = g_base64_encode(data, len);

    g_key_file_set_string(file, GROUP, name, text);
}

char *
rig_linking_save(const RigLinking *self)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *pem = NULL;

    if (self->home == NULL)
        return NULL;
    pem = rig_key_to_pem(self->home->key);
    g_key_file_set_string(file, GROUP, "key", pem);
    put_bytes(file, "leaf", self->home->leaf);
    put_bytes(file, "root", self->home->anchor);
    g_key_file_set_string(file, GROUP, "token", self->token);
    return g_key_file_to_data(file, NULL, NULL);
}

static GBytes *
get_bytes(GKeyFile *file, const char *name)
{
    g_autofree char *text = g_key_file_get_string(file, GROUP, name, NULL);
    gsize len = 0;
    guchar *data = text != NULL ? g_base64_decode(text, &len) : NULL;

    return g_bytes_new_take(data, len);
}

bool
rig_linking_load(RigLinking *self, const char *text, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *pem = NULL;
    g_autofree char *token = NULL;
    g_autoptr(RigKey) key = NULL;
    g_autoptr(GBytes) leaf = NULL;
    g_autoptr(GBytes) root = NULL;
    uint8_t own[RIG_PIN_LEN] = { 0 };

    if (g_key_file_load_from_data(file, text, (gsize)-1, G_KEY_FILE_NONE, NULL)) {
        pem = g_key_file_get_string(file, GROUP, "key", NULL);
        token = g_key_file_get_string(file, GROUP, "token", NULL);
    }
    key = pem != NULL ? rig_key_new_from_pem(pem) : NULL;
    leaf = get_bytes(file, "leaf");
    root = get_bytes(file, "root");
    if (key != NULL)
        rig_key_get_pin(key, own);
    if (token == NULL || !rig_cert_has_pin(leaf, own) || !rig_cert_is_issued_by(leaf, root)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "What the camera kept of its home is not readable; reset the camera.");
        return false;
    }
    rig_linking_reset(self);
    self->home = rig_identity_new_operational(key, leaf, root);
    self->token = g_steal_pointer(&token);
    return true;
}
