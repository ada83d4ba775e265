/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

G_BEGIN_DECLS

/* Why a linking ended. Zero: the person said no, or nothing is wrong. */
typedef struct {
    ClientLinkingFailure failure;
    char *detail;     /* one English sentence */
    char *other_room; /* DUPLICATE_KEY */
} ClientLinkingProblem;

/* Notes it and returns false, so that a check reads `return client_linking_fail (...)`. */
static inline bool
client_linking_fail(ClientLinkingProblem *self, ClientLinkingFailure failure, const char *sentence)
{
    self->failure = failure;
    g_free(self->detail);
    self->detail = g_strdup(sentence);
    return false;
}

static inline void
client_linking_problem_clear(ClientLinkingProblem *self)
{
    g_clear_pointer(&self->detail, g_free);
    g_clear_pointer(&self->other_room, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientLinkingProblem, client_linking_problem_clear)

G_END_DECLS
