/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/client-history.h"
#include "client/client.h"

/* The record of a link, or NULL: there is none that can be believed. Borrowed. */
const CameraRecord *client_home_find(const ClientHome *self, const char *link);

/* All records that can be believed, of CameraRecord: borrowed in a new array. */
GPtrArray *client_home_list_records(const ClientHome *self);

/* The room of the linked camera that signs with this key, other than @link; NULL when it is a
 * stranger. */
const char *
client_home_find_signer(const ClientHome *self, const char *link, const uint8_t pin[32]);

/* Where refusals are noted; borrowed. Any thread. */
ClientHistory *client_home_get_history(const ClientHome *self);

ClientHome *client_home_ref(ClientHome *self);
