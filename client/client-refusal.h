/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-verdict.h"

G_BEGIN_DECLS

#define CLIENT_REFUSAL_SIGNER_LEN 8 /* bytes of the signing key's hash that are kept */

/*
 * One entry of the history: what was refused, how often, and when. Everything in it is from this
 * home's own records or from the judge: never a picture, an address, a stranger's name or serial.
 * Owned by its holder.
 */
typedef struct {
    char *id; /* random, 16 hex digits */
    char *link;
    char *room;       /* as it was called then; to be shown through ui_words_room() only */
    char *host;       /* host name of the camera's address */
    char *other_room; /* the signer is this other linked camera (proven); or NULL */
    uint64_t n;       /* units */
    bool dated;       /* the next two may be believed */
    int64_t first_us; /* wall clock, microseconds since 1970 */
    int64_t last_us;
    bool sound; /* of its sound, which is never shown and takes nothing from the picture */
    ProvReason reason;
    bool has_sequence;
    uint64_t sequence; /* of the last unit */
    bool has_signer;
    uint8_t signer[CLIENT_REFUSAL_SIGNER_LEN];
} ClientRefusal;

ClientRefusal *client_refusal_copy(const ClientRefusal *self);
void client_refusal_free(ClientRefusal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClientRefusal, client_refusal_free)

/* The same refusal over again: of the same camera's picture or sound, for the same reason, by the
 * same signer. */
bool client_refusal_repeats(const ClientRefusal *self, const ClientRefusal *other);

/*
 * One line of JSON (RFC 8259) with its newline, in which nothing but JSON's own escapes stands for
 * itself (attacks.md, STO-11); transfer full.
 */
char *client_refusal_to_line(const ClientRefusal *self);
/* NULL: it is none. Transfer full. */
ClientRefusal *client_refusal_from_line(const char *line, gsize len);

G_END_DECLS
