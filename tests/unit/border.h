/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/unit/world.h"

/* What the border tests of an init segment's readers share. */

/* A hook's data: that key's value becomes the item written in hex; NULL: the pair is left out. */
typedef struct {
    const char *key;
    const char *hex;
} BorderPut;

/* A hook over any map. @data: a BorderPut. */
void border_put(RigMap *map, gpointer data);

typedef struct {
    const char *name;
    RigSessionSpec spec;
    const char *reason; /* NULL: it is read */
    const char *says;   /* begins the refusal's sentence: which rule it was */
} BorderInit;

/*
 * A test over a BorderInit: the front door's init made as @data says, with everything behind the
 * changed point made and signed over it, is read as far as the claim, and answers as @data says.
 * Needs border_world.
 */
void border_test_init(gconstpointer data);

/* Set up once for the program: nothing that the border tests do changes it. */
extern World border_world;

/* Adds a test "/border/@group/NAME" for each of @n @cases. */
void border_add(const char *group, const BorderInit *cases, size_t n);

/* Runs all tests in between setting up and tearing down border_world. */
int border_run(void);
