/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-store.h"
#include "client/link-commands.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the commands of ownview-link share. One thread. */

/*
 * Reads the options of a command; what is left are @argv's from 1 on, and must be @min_words to
 * @max_words of them. False with a sentence on standard error: LINK_UNUSABLE.
 */
bool link_tool_parse(const char *usage,
                     const char *summary,
                     const GOptionEntry *entries,
                     int *argc,
                     char ***argv,
                     int min_words,
                     int max_words);

/* "ownview-link: <message>" on standard error; returns @status. */
int link_tool_complain(int status, const GError *error);

/*
 * The camera that a person means: an id, its first 4 or more digits when no other begins so, or a
 * room's name when it is the only one. Borrowed from @list (of CameraListing, camera_store_list());
 * NULL with a sentence.
 */
const CameraListing *link_tool_find(const GPtrArray *list, const char *name, GError **error);
/* The same of one that can be believed. */
const CameraRecord *link_tool_find_record(const GPtrArray *list, const char *name, GError **error);

/* The first 8 bytes of a key's hash in groups of four digits, as a person compares them. Transfer
 * full. */
char *link_tool_short_hash(const uint8_t hash[CAMERA_KEY_LEN]);
/* Host name, with the port where it is no usual one; never the path. Transfer full. */
char *link_tool_host(const char *address);

G_END_DECLS
