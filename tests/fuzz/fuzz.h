/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-bmff.h"
#include "client/provenance/prov-track.h"
#include "tests/unit/covered.h"
#include "tests/unit/world.h"

/*
 * A harness is one file that defines the first two functions. Under clang's -fsanitize=fuzzer it is
 * explored; with every compiler it is a test that replays its seeds and a fixed run of their
 * mutants. Seeds are made by the rig's signer when it starts, so none are kept.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Adds inputs to start from, GBytes each. */
void fuzz_add_seeds(GPtrArray *seeds);

/* Optional, and libFuzzer's own names. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* One home for the whole run, made at the first call. Borrowed. */
World *fuzz_world(void);
/* Its first segment, signed, and an admission of it. Borrowed. */
GBytes *fuzz_segment(void);
const ProvAdmission *fuzz_admission(void);
/* What its init segment says, read without asking who signed. Borrowed. */
const ProvTrackConfig *fuzz_track(void);

/* The bytes of the first box along @path in @file, header and all. Transfer full. */
GBytes *fuzz_box(GBytes *file, const char *path);
/* The manifest store of an init segment. Transfer full. */
GBytes *fuzz_store(GBytes *init);
/* A copy of what the view shows. Transfer full. */
GBytes *fuzz_copy(ProvReader bytes);

/* @inner lies inside @outer, or is empty. */
bool fuzz_within(ProvReader outer, ProvReader inner);
/* A refusal has a reason and a sentence; anything else has none. */
void fuzz_check_verdict(const ProvVerdict *verdict, bool good);
