/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-claim.h"
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

/* The parts of an init segment, as far as they are read before anything is proven. */
typedef struct {
    ProvInitLayout layout;
    ProvManifest manifest;
    ProvClaim claim;
} BorderShapes;

/* Views into @init. */
bool border_read(GBytes *init, BorderShapes *out, ProvVerdict *verdict);

/*
 * Three tests over a BorderInit: the front door's init made as it says, with everything behind the
 * changed point made and signed over it, is read as far as the claim; its session keys are read;
 * it is judged. The answer is what it says. Need border_world.
 */
void border_test_read(gconstpointer data);
void border_test_keys(gconstpointer data);
void border_test_judged(gconstpointer data);

/* Set up once for the program: nothing that the border tests do changes it. */
extern World border_world;

/* Adds @test "/border/@group/NAME" for each of @n @cases. */
void border_add(const char *group, const BorderInit *cases, size_t n, GTestDataFunc test);

/* Runs all tests in between setting up and tearing down border_world. */
int border_run(void);
