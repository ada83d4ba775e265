/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-link.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-message.h"
#include "client/cameras/camera-proof.h"
#include "client/provenance/prov-cose.h"

#include <gio/gio.h>
#include <string.h>

#define LABEL "ownview-link-1"

typedef enum {
    LINK_NEW = 0,
    LINK_ASKED,     /* the request was made; a proof is awaited */
    LINK_PROVED,    /* the proof held; a certificate may be made */
    LINK_CERTIFIED, /* it was made; the token is awaited */
    LINK_OVER,
} LinkState;

struct CameraLink {
    ProvCrypto *crypto;
    LinkState state;
    uint8_t mac_key[CAMERA_PROOF_LEN];
    uint8_t nonce[CAMERA_MESSAGE_NONCE_LEN];
    uint8_t home[CAMERA_KEY_LEN];
    uint8_t device[CAMERA_KEY_LEN]; /* the code's */
    char *serial;                   /* the code's */
};

/* Where a refusal is said. */
typedef struct {
    CameraLinkProblem *problem;
    const CameraRecord **other;
    GError **error;
} Complaint;

static bool
refuse(const Complaint *complaint, CameraLinkProblem problem, const char *sentence)
{
    *complaint->problem = problem;
    g_set_error_literal(complaint->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, sentence);
    return false;
}

void
camera_link_peer_free(CameraLinkPeer *self)
{
    if (self == NULL)
        return;
    g_free(self->serial);
    g_free(self->maker);
    g_clear_pointer(&self->request, g_bytes_unref);
    g_free(self);
}

CameraLink *
camera_link_new(const CameraCode *code, const uint8_t home[CAMERA_KEY_LEN], GError **error)
{
    g_autoptr(CameraLink) self = g_new0(CameraLink, 1);

    if (code->secret == NULL) {
        g_set_error_literal(
            error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
            "This camera's code has no secret (S:); it has no protocol to link by.");
        return NULL;
    }
    self->crypto = prov_crypto_new();
    if (self->crypto == NULL
        || !camera_proof_derive_key(self->crypto, prov_reader_from_bytes(code->secret),
                                    self->mac_key)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "OpenSSL's default provider is missing; install OpenSSL again.");
        return NULL;
    }
    if (!camera_proof_draw(self->nonce, sizeof self->nonce, error))
        return NULL;
    memcpy(self->home, home, sizeof self->home);
    memcpy(self->device, code->device, sizeof self->device);
    self->serial = g_strdup(code->serial);
    return g_steal_pointer(&self);
}

void
camera_link_free(CameraLink *self)
{
    if (self == NULL)
        return;
    explicit_bzero(self->mac_key, sizeof self->mac_key);
    g_clear_pointer(&self->crypto, prov_crypto_free);
    g_free(self->serial);
    g_free(self);
}

/* The map with its MAC behind it. */
static GBytes *
seal(CameraLink *self, CameraMessageType type, const CameraMessage *message)
{
    g_autoptr(GByteArray) body = camera_message_write(type, message);
    uint8_t mac[CAMERA_PROOF_LEN];

    if (!camera_proof_make_mac(self->crypto, self->mac_key, (ProvReader){ body->data, body->len },
                               mac))
        return NULL;
    g_byte_array_append(body, mac, sizeof mac);
    return g_byte_array_free_to_bytes(g_steal_pointer(&body));
}

/* MAC, then type and sizes, then nonce: nothing is decoded that the code's holder did not write. */
static bool
unseal(CameraLink *self,
       GBytes *body,
       CameraMessageType type,
       CameraMessage *out,
       const Complaint *complaint)
{
    ProvReader rest = prov_reader_from_bytes(body);
    ProvReader map;

    if (rest.len > CAMERA_MESSAGE_MAX_LEN || rest.len <= CAMERA_PROOF_LEN
        || !prov_reader_take(&rest, rest.len - CAMERA_PROOF_LEN, &map)
        || !camera_proof_mac_holds(self->crypto, self->mac_key, map, rest))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "What answered at the camera's address does not know the code's secret.");
    if (!camera_message_read(type, map, out))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "The camera's answer is none of this version of linking.");
    if (!prov_reader_equals(out->nonce, self->nonce, sizeof self->nonce))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "The camera's answer belongs to another linking.");
    return true;
}

GBytes *
camera_link_make_request(CameraLink *self)
{
    const CameraMessage message = {
        .home = { self->home, sizeof self->home },
        .nonce = { self->nonce, sizeof self->nonce },
    };

    if (self->state != LINK_NEW)
        return NULL;
    self->state = LINK_ASKED;
    return seal(self, CAMERA_MESSAGE_REQUEST, &message);
}

static bool
refuse_chain(const Complaint *complaint, const ProvVerdict *verdict)
{
    if (verdict->reason == PROV_REASON_DEMO_IDENTITY)
        return refuse(complaint, CAMERA_LINK_PROBLEM_DEMO_IDENTITY,
                      "The camera has a demo identity, which only a demo may link.");
    *complaint->problem = verdict->reason == PROV_REASON_INTERNAL ? CAMERA_LINK_PROBLEM_INTERNAL
                                                                  : CAMERA_LINK_PROBLEM_UNTRUSTED;
    g_set_error(complaint->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                "The camera's certificate can't be trusted: %s.", verdict->detail);
    return false;
}

static bool
read_chain(CameraLink *self,
           const CameraMessage *message,
           ProvIdentity *out,
           const Complaint *complaint)
{
    out->leaf_der = message->chain[0];
    out->leaf = prov_certificate_new(self->crypto, message->chain[0]);
    if (out->leaf == NULL)
        return refuse(complaint, CAMERA_LINK_PROBLEM_UNTRUSTED,
                      "The camera's certificate can't be read.");
    if (message->n_chain > 1) {
        out->issuer = prov_certificate_new(self->crypto, message->chain[1]);
        out->issuer_unreadable = out->issuer == NULL;
    }
    return true;
}

/* The leaf is the code's camera, and that camera answered this very request. */
static bool
check_device(CameraLink *self,
             const ProvIdentity *identity,
             const CameraMessage *message,
             const Complaint *complaint)
{
    const CameraProofStatement statement = {
        .label = LABEL,
        .nonce = { self->nonce, sizeof self->nonce },
        .home = { self->home, sizeof self->home },
        .request = message->request,
    };
    g_autoptr(ProvKey) key = NULL;

    if (memcmp(prov_certificate_get_spki_sha256(identity->leaf), self->device, CAMERA_KEY_LEN) != 0)
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "Another camera answered than the one whose code this is.");
    if (!prov_certificate_has_serial(identity->leaf, self->serial))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "The camera's certificate has another serial number than the code.");
    key = prov_certificate_get_key(identity->leaf, self->crypto);
    if (key == NULL || !camera_proof_holds(self->crypto, key, &statement, message->proof))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "What answered did not prove that it has the camera's key.");
    return true;
}

static bool
check_request(CameraLink *self,
              const CameraMessage *message,
              const GPtrArray *records,
              CameraLinkPeer *peer,
              const Complaint *complaint)
{
    if (!camera_proof_read_request(self->crypto, message->request, peer->key, &peer->alg))
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "The camera's request for a certificate does not hold.");
    if (memcmp(peer->key, self->device, CAMERA_KEY_LEN) == 0)
        return refuse(complaint, CAMERA_LINK_PROBLEM_IMPOSTOR,
                      "The camera offers its device key where a new one is needed.");
    *complaint->other = camera_link_find_key(records, peer->key);
    if (*complaint->other != NULL)
        return refuse(complaint, CAMERA_LINK_PROBLEM_DUPLICATE_KEY,
                      "The camera offers a key that is linked already.");
    return true;
}

static bool
read_proof(CameraLink *self,
           GBytes *body,
           const CameraLinkTrust *trust,
           CameraLinkPeer *peer,
           const Complaint *complaint)
{
    g_auto(ProvIdentity) identity = { 0 };
    CameraMessage message = { 0 };
    ProvChainFacts facts = { 0 };
    ProvVerdict verdict = { 0 };
    const char *maker;

    if (self->state != LINK_ASKED)
        return refuse(complaint, CAMERA_LINK_PROBLEM_INTERNAL,
                      "An answer came that nobody asked for; begin again.");
    self->state = LINK_OVER; /* until the proof has held */
    if (!unseal(self, body, CAMERA_MESSAGE_PROOF, &message, complaint)
        || !read_chain(self, &message, &identity, complaint))
        return false;
    maker = camera_link_find_maker(self->crypto, &identity, trust, &facts, &verdict);
    if (maker == NULL)
        return refuse_chain(complaint, &verdict);
    if (!check_device(self, &identity, &message, complaint)
        || !check_request(self, &message, trust->records, peer, complaint))
        return false;
    *complaint->other =
        camera_link_find_duplicate(trust->records, trust->again, self->device, maker, self->serial);
    if (*complaint->other != NULL)
        return refuse(complaint, CAMERA_LINK_PROBLEM_DUPLICATE_KEY,
                      "A camera with this key or serial number is linked already.");

    memcpy(peer->device, self->device, sizeof peer->device);
    memcpy(peer->issuer, facts.issuer, sizeof peer->issuer);
    peer->serial = g_strdup(self->serial);
    peer->maker = g_strdup(maker);
    peer->domain = OWNVIEW_DEMO ? CAMERA_DOMAIN_DEMO : CAMERA_DOMAIN_PRODUCTION;
    peer->request = g_bytes_new(message.request.data, message.request.len);
    self->state = LINK_PROVED;
    return true;
}

bool
camera_link_read_proof(CameraLink *self,
                       GBytes *body,
                       const CameraLinkTrust *trust,
                       CameraLinkPeer **out,
                       CameraLinkProblem *problem,
                       const CameraRecord **other,
                       GError **error)
{
    g_autoptr(CameraLinkPeer) peer = g_new0(CameraLinkPeer, 1);
    const Complaint complaint = { problem, other, error };

    *problem = CAMERA_LINK_PROBLEM_NONE;
    *other = NULL;
    if (!read_proof(self, body, trust, peer, &complaint))
        return false;
    *out = g_steal_pointer(&peer);
    return true;
}

GBytes *
camera_link_make_certificate(CameraLink *self, GBytes *leaf, GBytes *root)
{
    const CameraMessage message = {
        .nonce = { self->nonce, sizeof self->nonce },
        .chain = { prov_reader_from_bytes(leaf), prov_reader_from_bytes(root) },
        .n_chain = 2,
    };

    if (self->state != LINK_PROVED)
        return NULL;
    self->state = LINK_CERTIFIED;
    return seal(self, CAMERA_MESSAGE_CERTIFICATE, &message);
}

bool
camera_link_read_linked(CameraLink *self, GBytes *body, char **token, GError **error)
{
    CameraLinkProblem problem = CAMERA_LINK_PROBLEM_NONE;
    const CameraRecord *other = NULL;
    const Complaint complaint = { &problem, &other, error };
    CameraMessage message = { 0 };
    const bool awaited = self->state == LINK_CERTIFIED;

    self->state = LINK_OVER;
    if (!awaited)
        return refuse(&complaint, CAMERA_LINK_PROBLEM_INTERNAL,
                      "An answer came that nobody asked for; begin again.");
    if (!unseal(self, body, CAMERA_MESSAGE_LINKED, &message, &complaint))
        return false;
    *token = g_strndup((const char *)message.token.data, message.token.len);
    return true;
}

/* A COSE_Sign1 with its payload inside, {1: -7} in front of it (RFC 9052 section 4.2). */
GBytes *
camera_link_make_release(CameraCa *ca, const uint8_t key[CAMERA_KEY_LEN], GError **error)
{
    static const uint8_t protected_map[] = { 0xa1, PROV_COSE_ALG, 0x26 };
    static const uint8_t head[] = { 0xd2, 0x84 };      /* tag 18, an array of four */
    static const uint8_t unprotected_map[] = { 0xa0 }; /* empty */
    const ProvCose cose = { .protected_bytes = { protected_map, sizeof protected_map } };
    const CameraMessage message = { .key = { key, CAMERA_KEY_LEN } };
    g_autoptr(GByteArray) map = camera_message_write(CAMERA_MESSAGE_RELEASE, &message);
    GByteArray *to_be_signed = prov_cose_to_be_signed(&cose, (ProvReader){ map->data, map->len });
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(to_be_signed);
    g_autoptr(GBytes) signature = camera_ca_sign(ca, bytes, error);
    GByteArray *out;

    if (signature == NULL)
        return NULL;
    out = g_byte_array_new();
    g_byte_array_append(out, head, sizeof head);
    camera_cbor_put_bytes(out, protected_map, sizeof protected_map);
    g_byte_array_append(out, unprotected_map, sizeof unprotected_map);
    camera_cbor_put_bytes(out, map->data, map->len);
    camera_cbor_put_bytes(out, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
    return g_byte_array_free_to_bytes(out);
}
