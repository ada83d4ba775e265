/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

/* What a network, or a server that means no harm, can do to an answer. */
typedef enum {
    FAULT_NONE = 0,
    FAULT_LATENCY,
    FAULT_BANDWIDTH,
    FAULT_CUT,        /* the body ends early, and says so as TLS wants it */
    FAULT_SLICER,     /* a few bytes at a time, each in a record of its own */
    FAULT_RESET,      /* RST */
    FAULT_HALF_OPEN,  /* accepted and never served; then the server has forgotten it */
    FAULT_SLOW_CLOSE, /* all of the body, and the end of the connection much later */
    FAULT_SILENCE,    /* nothing more, and no end */
    FAULT_LENGTH,     /* a Content-Length that is not the body's */
    FAULT_STATUS,     /* 4xx, 5xx */
    FAULT_HTML,       /* a page, with 200 */
    FAULT_TLS_CUT,    /* the end in the middle of a record, without close notify */
    FAULT_N_KINDS,
} FaultKind;

/* Which answer is hit, and where in its body: the first two in their middle. */
typedef enum {
    FAULT_PLAYLIST = 0,
    FAULT_INIT,
    FAULT_HEAD, /* of a segment, these three */
    FAULT_MIDDLE,
    FAULT_TAIL,
    FAULT_N_PLACES,
} FaultPlace;

/* Of what comes by degrees, how bad it is; of the others, how often. */
typedef enum {
    FAULT_ONCE = 0,
    FAULT_OFTEN, /* every other time */
    FAULT_ALWAYS,
    FAULT_N_STRENGTHS,
} FaultStrength;

typedef struct {
    FaultKind kind;
    FaultPlace place;
    FaultStrength strength;
} FaultPlan;

/* How all that goes through is slowed down; zero: not at all. */
typedef struct {
    guint latency_ms;  /* before each answer */
    guint bytes_per_s; /* of bodies, a connection */
    guint stall_every; /* every so many'th answer stands still half way, as when a packet is lost */
    guint stall_ms;
} FaultShape;

typedef struct {
    guint n_connections;
    guint n_answers; /* that came from behind */
    guint n_hits;
    int64_t hit_us; /* CLOCK_BOOTTIME of the first hit of the present plan; 0: none yet */
} FaultCounts;

/* Called on the connection's thread for each answer that went out whole and without a fault. */
typedef void (*FaultSeen)(const char *path, GByteArray *body, gpointer user_data);

/*
 * Between a viewer and an HTTPS server on this machine: ends both TLS connections, takes each
 * answer in whole and passes it on, or does to it what the plan says. Starts without a plan.
 * Thread-safety: safe, but for new and free.
 */
typedef struct FaultProxy FaultProxy;

/* @home: whose CA vouches for the proxy. @upstream: port on 127.0.0.1. */
FaultProxy *fault_proxy_new(const RigHome *home, guint16 upstream);
/* Ends all connections and waits for their threads. */
void fault_proxy_free(FaultProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FaultProxy, fault_proxy_free)

guint16 fault_proxy_get_port(const FaultProxy *self);
/* From now on; @plan NULL: the fault is over, and what it held back goes on. */
void fault_proxy_set(FaultProxy *self, const FaultPlan *plan);
void fault_proxy_set_shape(FaultProxy *self, const FaultShape *shape);
/* New connections go to this port behind it. */
void fault_proxy_set_upstream(FaultProxy *self, guint16 port);
/* Before the first connection. */
void fault_proxy_set_seen(FaultProxy *self, FaultSeen seen, gpointer user_data);
FaultCounts fault_proxy_get_counts(FaultProxy *self);

/* "tls-cut", "segment-tail", "always"; static. */
const char *fault_kind_name(FaultKind kind);
const char *fault_place_name(FaultPlace place);
const char *fault_strength_name(FaultStrength strength);
/* The row of attacks.md that says how the fault must be taken; static. */
const char *fault_kind_row(FaultKind kind);

G_END_DECLS
