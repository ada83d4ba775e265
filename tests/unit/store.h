/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-state.h"
#include "client/cameras/camera-store.h"
#include "tests/unit/camera-samples.h"

#include <gio/gio.h>

/*
 * What the store's tests share. The directories are the test's own. GLib's would leak a little with
 * every case (G_TEST_OPTION_ISOLATE_DIRS), which a sanitizer can't tell from a leak of ours unless
 * it unwinds whole stacks, twenty times slower.
 */
#define STORE_ID_A "00112233445566778899aabbccddeeff"
#define STORE_ID_B "ffeeddccbbaa99887766554433221100"

/* g_test_init(), g_test_run(). */
void store_test_init(int *argc, char ***argv);
int store_test_run(void);

/* A case that begins with nothing; one with a fixture of its own calls store_wipe(). */
typedef struct {
    const char *path;
    void (*run)(void);
} StoreTest;
/* @tests: static. */
void store_test_add(const char *prefix, const StoreTest *tests, size_t n);

/* links/<id>.link<ending>, links/<name>, and mac.key. Transfer full. */
char *store_link_path(const char *id, const char *ending);
char *store_links_path(const char *name);
char *store_state_path(void);

/* A new link, generation 1. */
void store_link(const char *id, const char *room);
/* Everything loads, without a problem: the records. Transfer full. */
GPtrArray *store_load(void);
GPtrArray *store_list(void);
/* The camera of @id as it is listed, NULL for none. Transfer full. */
CameraListing *store_find(const char *id);
/* Exactly one camera, @id, can't be believed, with one sentence in which @word stands; and who
 * wants all or nothing gets that sentence. */
void store_assert_problem(const char *id, const char *word);
/* Nothing is believed at all. */
void store_assert_fails(const char *word);

char *store_slurp(const char *path, gsize *len);
void store_spill(const char *path, const char *content, gsize len);
/* The other way round: one bit in the middle of the file. */
void store_flip(const char *path);
/* Back to nothing. */
void store_wipe(void);
