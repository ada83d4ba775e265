/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"

#define CLIENT_LOG_DOMAIN "ownview-session"

/*
 * One structured line for whoever has asked for them (G_MESSAGES_DEBUG=ownview-session): the link
 * id's first 8 digits, what happened, and why. Every value is out of a closed list or a number:
 * never an address, a name, or anything of a stranger's but the first 8 bytes of its key's hash.
 * Any thread.
 */
void client_log_event(const char *link, const ClientEvent *event);
