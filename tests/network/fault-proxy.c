/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/fault-proxy.h"

#include "tests/network/fault-send.h"
#include "tests/network/hostile.h"
#include "tests/network/server.h"

#include <string.h>
#include <unistd.h>

struct FaultProxy {
    SSL_CTX *context;
    Server *server;
    FaultSeen seen; /* NULL: nobody looks */
    gpointer seen_data;
    GMutex lock;
    GCond changed;
    /* the rest under the lock */
    FaultPlan plan; /* kind none: no plan */
    FaultShape shape;
    guint16 upstream; /* port */
    FaultCounts counts;
    guint n_asked; /* of the plan's place, since it began */
    guint era;     /* counts plans */
    bool dead;     /* half-open: connections are accepted, and that is all */
    bool stopping;
};

typedef struct {
    FaultProxy *proxy;
    Wire *viewer;
    Wire *upstream; /* NULL: not connected */
    guint era;      /* when what it is doing now began */
} Connection;

static int64_t
boot_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* False when the plan changes before @ms are over. */
static bool
wait_for_change(gpointer data, guint ms)
{
    Connection *self = data;
    FaultProxy *proxy = self->proxy;
    const gint64 until = g_get_monotonic_time() + (gint64)ms * 1000;
    bool same;

    g_mutex_lock(&proxy->lock);
    while (!proxy->stopping && proxy->era == self->era
           && g_cond_wait_until(&proxy->changed, &proxy->lock, until))
        ;
    same = !proxy->stopping && proxy->era == self->era;
    g_mutex_unlock(&proxy->lock);
    return same;
}

static FaultPlace
place_of(const char *path, FaultPlace planned)
{
    const char *name = strrchr(path, '/') + 1;

    /* with or without the query of a request that waits for news */
    if (strstr(name, ".m3u8") != NULL)
        return FAULT_PLAYLIST;
    if (g_str_has_prefix(name, "init-"))
        return FAULT_INIT;
    return MAX(planned, FAULT_HEAD);
}

static size_t
strike_at(FaultPlace place, size_t len)
{
    if (place == FAULT_HEAD)
        return 0;
    return place == FAULT_TAIL ? len * 3 / 4 : len / 2;
}

/* What happens to this answer; the lock is held. */
static FaultKind
choose(FaultProxy *self, FaultPlace place)
{
    const FaultPlan *plan = &self->plan;
    bool hit;

    if (plan->kind == FAULT_NONE || plan->place != place)
        return FAULT_NONE;
    hit = fault_is_gradual(plan->kind) || plan->strength == FAULT_ALWAYS
          || (plan->strength == FAULT_ONCE ? self->n_asked == 0 : self->n_asked % 2 == 0);
    self->n_asked++;
    if (!hit)
        return FAULT_NONE;
    self->counts.n_hits++;
    if (self->counts.hit_us == 0)
        self->counts.hit_us = boot_us();
    self->dead = plan->kind == FAULT_HALF_OPEN && plan->strength == FAULT_ALWAYS;
    return plan->kind;
}

static bool
answer(Connection *self, const char *path, const WireMessage *message)
{
    FaultProxy *proxy = self->proxy;
    FaultAnswer out = {
        .wire = self->viewer, .message = message, .pause = wait_for_change, .data = self
    };
    FaultKind kind;
    bool usable;

    g_mutex_lock(&proxy->lock);
    self->era = proxy->era;
    out.place = place_of(path, proxy->plan.place);
    kind = g_str_has_suffix(path, "challenge") ? FAULT_NONE : choose(proxy, out.place);
    out.strength = proxy->plan.strength;
    out.shape = proxy->shape;
    out.number = proxy->counts.n_answers++;
    g_mutex_unlock(&proxy->lock);
    out.at = strike_at(out.place, message->body->len);
    usable = fault_send_of(kind)(&out);
    if (usable && kind == FAULT_NONE && proxy->seen != NULL)
        proxy->seen(path, message->body, proxy->seen_data);
    return usable;
}

static guint16
upstream_port(FaultProxy *self)
{
    guint16 port;

    g_mutex_lock(&self->lock);
    port = self->upstream;
    g_mutex_unlock(&self->lock);
    return port;
}

/* The answer from behind; a connection that was left idle there may be gone, then over another. */
static bool
ask_upstream(Connection *self, const WireMessage *request, WireMessage *reply)
{
    for (unsigned i = 0; i < 2; i++) {
        if (self->upstream == NULL)
            self->upstream = wire_connect(upstream_port(self->proxy));
        if (self->upstream == NULL)
            return false;
        if (wire_write(self->upstream, request->head->str, request->head->len)
            && wire_write(self->upstream, request->body->data, request->body->len)
            && wire_read_message(self->upstream, reply))
            return true;
        wire_message_clear(reply);
        g_clear_pointer(&self->upstream, wire_free);
    }
    return false;
}

/* One request and its answer. */
static bool
serve_once(Connection *self)
{
    g_auto(WireMessage) request = { 0 };
    g_auto(WireMessage) reply = { 0 };
    g_auto(GStrv) words = NULL;

    if (!wire_read_message(self->viewer, &request))
        return false;
    words = g_strsplit(request.head->str, " ", 3);
    if (g_strv_length(words) != 3 || strchr(words[1], '/') == NULL)
        return false;
    return ask_upstream(self, &request, &reply) && answer(self, words[1], &reply);
}

/* While nobody is served, the one who waits finds out only afterwards. */
static bool
sit_out(Connection *self)
{
    FaultProxy *proxy = self->proxy;
    bool dead;

    g_mutex_lock(&proxy->lock);
    self->era = proxy->era;
    dead = proxy->dead;
    g_mutex_unlock(&proxy->lock);
    if (dead)
        wait_for_change(self, G_MAXUINT / 1000);
    return dead;
}

static void
serve(int fd, gpointer data)
{
    Connection self = { .proxy = data };

    if (!sit_out(&self))
        self.viewer = wire_accept(self.proxy->context, dup(fd));
    while (self.viewer != NULL && serve_once(&self) && !sit_out(&self))
        ;
    wire_free(self.upstream);
    wire_free(self.viewer);
}

FaultProxy *
fault_proxy_new(const RigHome *home, guint16 upstream)
{
    FaultProxy *self = g_new0(FaultProxy, 1);
    g_autofree char *cert = hostile_home_certificate(home);

    self->context = wire_context_new(cert);
    self->upstream = upstream;
    self->server = server_new(serve, self);
    return self;
}

void
fault_proxy_free(FaultProxy *self)
{
    if (self == NULL)
        return;
    g_mutex_lock(&self->lock);
    self->stopping = true;
    g_cond_broadcast(&self->changed);
    g_mutex_unlock(&self->lock);
    server_free(self->server);
    SSL_CTX_free(self->context);
    g_mutex_clear(&self->lock);
    g_cond_clear(&self->changed);
    g_free(self);
}

guint16
fault_proxy_get_port(const FaultProxy *self)
{
    return server_get_port(self->server);
}

void
fault_proxy_set(FaultProxy *self, const FaultPlan *plan)
{
    g_mutex_lock(&self->lock);
    self->plan = plan != NULL ? *plan : (FaultPlan){ FAULT_NONE, 0, 0 };
    self->era++;
    self->n_asked = 0;
    self->dead = false;
    if (plan != NULL)
        self->counts.hit_us = 0;
    g_cond_broadcast(&self->changed);
    g_mutex_unlock(&self->lock);
}

void
fault_proxy_set_shape(FaultProxy *self, const FaultShape *shape)
{
    g_mutex_lock(&self->lock);
    self->shape = *shape;
    g_mutex_unlock(&self->lock);
}

void
fault_proxy_set_upstream(FaultProxy *self, guint16 port)
{
    g_mutex_lock(&self->lock);
    self->upstream = port;
    g_mutex_unlock(&self->lock);
}

void
fault_proxy_set_seen(FaultProxy *self, FaultSeen seen, gpointer user_data)
{
    self->seen = seen;
    self->seen_data = user_data;
}

FaultCounts
fault_proxy_get_counts(FaultProxy *self)
{
    FaultCounts counts;

    g_mutex_lock(&self->lock);
    counts = self->counts;
    counts.n_connections = server_get_n(self->server);
    g_mutex_unlock(&self->lock);
    return counts;
}
