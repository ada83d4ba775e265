/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

G_BEGIN_DECLS

/* What was found, in one whole sentence of the person's language. Static; "" when all is well. */
const char *ui_words_reason(ProvReason reason);
const char *ui_words_trouble(ClientTrouble trouble);

G_END_DECLS
