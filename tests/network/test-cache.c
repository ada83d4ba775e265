/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 1 January 2020 with a real cache: nginx between the cameras and the viewer, over a slow network,
 * whose key leaves the camera out, so that objects of the same name are mixed up, those of this
 * home's cameras and those of a stranger who watches his own through the same cache. Then other
 * caches that were set up badly. Each has two cameras, and all run side by side. Every object that
 * comes through and every one that is admitted is looked up in the rig's own log by its hash.
 *
 * The network is slow by a proxy's doing; with --netem by the kernel's, which loses packets.
 */
#include "client/client-exit.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "tests/network/account.h"
#include "tests/network/bench.h"
#include "tests/network/cache.h"
#include "tests/network/netem.h"

#include <stdlib.h>
#include <string.h>

#define S         ((int64_t)G_USEC_PER_SEC)
#define SHORT_S   60
#define MORE_US   (240 * S) /* where packets are lost, chance says how much comes through */
#define LEARN_US  (20 * S)  /* the rig's log has room for much more than this */
#define N_FOREIGN 2         /* refusals, then the stranger looks away */
#define N_OWN     3         /* own units, then the stranger looks again */

/* 150 kbit/s and 800 ms; every third answer loses a packet, and waits for it to be sent again. */
static const FaultShape slow_line = { 800, 150000 / 8, 3, 1000 };
/* The same, a packet at a time. */
#define SLOW_LINE "delay 800ms loss 30% rate 150kbit"

/* A stranger's display, which watches the stranger's camera through the same cache. */
typedef struct {
    GThread *thread; /* NULL: it is off */
    GCancellable *cancellable;
    char *address;
    GBytes *tls_ca;
} Display;

typedef struct {
    BenchLane *lane;
    char *slug;
    Account *account;
    AccountSum sum;
    guint n_admitted, n_refused; /* when the stranger last began or ended to look */
    /* how it ended */
    Watch watch; /* stopped: its counts */
} Viewer;

typedef struct {
    const char *id;
    CacheSettings settings;
    bool truncates;
    bool red; /* refusals are to be expected */
    Cache *cache;
    FaultProxy *behind; /* truncates; NULL: nobody does */
    Viewer viewers[2];
    Display display;
    guint n_turns; /* times that the stranger began to look */
    guint n_armed; /* units that were admitted when the next one was last chosen to be truncated */
} Case;

static Case cases[] = {
    { "SUB-01/SUB-02/key-without-camera", { .key = "$object" }, false, true },
    { "SUB-01/key-without-camera-but-obeys", { .key = "$object", .obeys = true }, false, true },
    { "SEQ-01/stale", { .key = "$camera/$kind", .valid = "4s" }, false, false },
    { "BOX-27/truncates", { .key = "$uri", .obeys = true }, true, false },
    { "INI-24/swaps-init", { .key = "$swapped" }, false, true },
};

static struct {
    size_t n_cases;      /* the first of them */
    bool by_kernel;      /* the line is slow */
    NetemCounts packets; /* then */
    bool done;
    int64_t length_us;
    int64_t began_us;
    int64_t learned_us;
    GHashTable *owners;
} all;

static gpointer
look_on(gpointer data)
{
    const Display *self = data;
    g_autoptr(GMainContext) context = g_main_context_new();
    ClientSource *source;

    g_main_context_push_thread_default(context);
    source = fetch_live_new(self->address, self->tls_ca, NULL, self->cancellable, NULL);
    for (bool goes_on = true; goes_on;) {
        g_auto(ClientUnit) unit = { 0 };

        goes_on = source->next(source, &unit);
        if (goes_on && unit.trouble != CLIENT_TROUBLE_NONE)
            client_wait_us(self->cancellable, NULL, S / 2);
    }
    source->free(source);
    g_main_context_pop_thread_default(context);
    return NULL;
}

static void
display_set(Display *self, bool on)
{
    if (on == (self->thread != NULL))
        return;
    if (on) {
        self->cancellable = g_cancellable_new();
        self->thread = g_thread_new("stranger", look_on, self);
        return;
    }
    g_cancellable_cancel(self->cancellable);
    g_thread_join(g_steal_pointer(&self->thread));
    g_clear_object(&self->cancellable);
}

static void
on_delivered(const char *path, GByteArray *body, gpointer account)
{
    account_deliver(account, path, body);
}

static void
on_admission(gpointer account, ProvAdmission *admission)
{
    account_admit(account, admission);
    prov_admission_free(admission);
}

static void
viewer_start(Viewer *self, Bench *bench)
{
    const ClientSink sink = { on_admission, self->account };

    watch_start(&self->lane->watch, bench->home, watch_find_link(bench->home, self->lane->room),
                &sink);
}

static void
case_open(Case *self, Bench *bench, size_t first)
{
    CacheSettings settings = self->settings;

    for (size_t i = 0; i < 2; i++) {
        guint16 port = rig_home_get_port(bench->rig_home, (guint)(first + i));

        self->viewers[i].lane = &bench->lanes[first + i];
        self->viewers[i].slug = g_strdup_printf("lane-%zu", first + i);
        self->viewers[i].account = account_new();
        settings.backends[i].slug = self->viewers[i].slug;
        settings.backends[i].port = port;
    }
    settings.backends[2].slug = "stranger";
    settings.backends[2].port = bench->stranger_port;
    if (self->truncates) {
        self->behind = fault_proxy_new(bench->rig_home, settings.backends[0].port);
        settings.backends[0].port = fault_proxy_get_port(self->behind);
    }
    self->cache = cache_new(bench->rig_home, &settings);
    for (size_t i = 0; i < 2; i++) {
        FaultProxy *proxy = self->viewers[i].lane->proxy;

        fault_proxy_set_upstream(proxy, cache_get_port(self->cache));
        if (!all.by_kernel)
            fault_proxy_set_shape(proxy, &slow_line);
        fault_proxy_set_seen(proxy, on_delivered, self->viewers[i].account);
    }
    self->display.address =
        g_strdup_printf("https://127.0.0.1:%u/stranger/", cache_get_port(self->cache));
    self->display.tls_ca = g_bytes_ref(bench->rig_home->tls_ca);
    viewer_start(&self->viewers[0], bench);
}

static void
case_close(Case *self)
{
    display_set(&self->display, false);
    for (size_t i = 0; i < 2; i++) {
        Viewer *viewer = &self->viewers[i];

        viewer->watch = viewer->lane->watch;
        if (viewer->watch.session != NULL)
            watch_stop(&viewer->lane->watch);
    }
    cache_free(self->cache);
    fault_proxy_free(self->behind);
    g_free(self->display.address);
    g_bytes_unref(self->display.tls_ca);
}

/* The stranger looks until the first camera's viewer has refused enough, and again when it has had
 * enough of its own. */
static void
take_turns(Case *self)
{
    Viewer *viewer = &self->viewers[0];
    const Watch *watch = &viewer->lane->watch;
    bool on = self->display.thread != NULL;

    if (on ? watch->n_refused < viewer->n_refused + N_FOREIGN
                 && watch->n_admitted < viewer->n_admitted + 4 * N_OWN
           : watch->n_admitted < viewer->n_admitted + N_OWN)
        return;
    viewer->n_refused = watch->n_refused;
    viewer->n_admitted = watch->n_admitted;
    self->n_turns += !on;
    display_set(&self->display, !on);
}

/* Enough has come through to say something of it, or never will. */
static bool
is_over(const Case *self, int64_t now)
{
    const Watch *first = &self->viewers[0].lane->watch, *second = &self->viewers[1].lane->watch;
    int64_t age_us = now - all.began_us - all.length_us;

    if (age_us > 0 && first->n_admitted >= N_OWN
        && (!self->red || first->n_refused + second->n_refused > 0))
        return true;
    return age_us > MORE_US;
}

static bool
step(Bench *bench, BenchLane *lane, int64_t now, G_GNUC_UNUSED gpointer data)
{
    static const FaultPlan truncate = { FAULT_LENGTH, FAULT_TAIL, FAULT_ONCE };
    size_t index = (size_t)(lane - bench->lanes);
    Case *self = &cases[index / 2];

    if (is_over(self, now))
        return true;
    if (now - all.learned_us > LEARN_US) {
        account_learn(all.owners, bench->rig);
        all.learned_us = now;
    }
    if (index % 2 != 0)
        return false;
    if (lane->watch.n_admitted > 0 && self->viewers[1].lane->watch.session == NULL)
        viewer_start(&self->viewers[1], bench);
    /* never twice in a row: a second copy is whole */
    if (self->behind != NULL && lane->watch.n_admitted > self->n_armed) {
        fault_proxy_set(self->behind, &truncate);
        self->n_armed = lane->watch.n_admitted;
    }
    take_turns(self);
    return false;
}

static void
slow_down(const Bench *bench)
{
    guint16 ports[BENCH_MAX_LANES];

    for (size_t i = 0; i < bench->n_lanes; i++)
        ports[i] = fault_proxy_get_port(bench->lanes[i].proxy);
    netem_shape(ports, (guint)bench->n_lanes, SLOW_LINE);
}

static void
run_all(void)
{
    Bench bench;

    bench_open(&bench, 2 * all.n_cases, "2", true);
    all.owners = account_owners_new();
    for (size_t i = 0; i < all.n_cases; i++)
        case_open(&cases[i], &bench, 2 * i);
    if (all.by_kernel)
        slow_down(&bench);
    all.began_us = all.learned_us = client_boot_now();
    bench_run(&bench, step, NULL);
    for (size_t i = 0; i < all.n_cases; i++)
        case_close(&cases[i]);
    if (all.by_kernel)
        all.packets = netem_get_counts();
    account_learn(all.owners, bench.rig);
    bench_close(&bench);
    all.done = true;
}

static void
check_viewer(const Case *self, Viewer *viewer)
{
    const Watch *watch = &viewer->watch;
    const AccountSum sum = account_sum(viewer->account, all.owners, viewer->slug);
    g_autofree char *kinds = watch_kinds(watch->seen);

    viewer->sum = sum;
    g_test_message("%s: %s: own %u, admitted %u; foreign %u, altered %u; doubted %u, refused %u, "
                   "dropped %u, troubles %u; %s",
                   self->id, viewer->slug, sum.own_segments, sum.admitted, sum.foreign, sum.altered,
                   watch->n_doubted, watch->n_refused, watch->n_dropped, watch->n_trouble, kinds);
    g_assert_cmpuint(sum.bad_admitted, ==, 0);
    /* The first may have been seen before all this, the last is still on its way; and what came too
     * late for its deadline is lost. */
    g_assert_cmpuint(sum.own_admitted + watch->n_trouble + 2, >=, sum.own_segments);
    g_assert_cmpuint(watch->n_untrue, ==, 0);
    g_assert_cmpuint(watch->n_refused, <=, sum.foreign);
    g_assert_cmpuint(watch->seen & 1u << UI_KIND_HUB_PROBLEM, ==, 0);
    if (!self->red)
        g_assert_cmpuint(watch->n_refused, ==, 0);
}

static void
test_cache(gconstpointer data)
{
    Case *self = (Case *)data;

    if (!all.done)
        run_all();
    for (size_t i = 0; i < 2; i++)
        check_viewer(self, &self->viewers[i]);
    g_test_message("%s: the stranger looked %u times", self->id, self->n_turns);
    g_assert_cmpuint(self->viewers[0].sum.admitted, >=, N_OWN);
    if (self->red)
        g_assert_cmpuint(self->viewers[0].sum.foreign + self->viewers[1].sum.foreign, >, 0);
    if (self->truncates)
        g_assert_cmpuint(self->viewers[0].sum.altered, >, 0);
    if (!all.by_kernel)
        return;
    g_test_message("%s: of %" G_GINT64_FORMAT " packets, %" G_GINT64_FORMAT " were lost", self->id,
                   all.packets.n_sent + all.packets.n_lost, all.packets.n_lost);
    g_assert_cmpint(all.packets.n_lost, >, 0);
}

/* [--netem] [--seconds N]; false: the kernel can't do that, which has been said. */
static bool
parse(int argc, char **argv)
{
    int i = 1;

    all.n_cases = G_N_ELEMENTS(cases);
    all.length_us = SHORT_S * S;
    if (i < argc && g_str_equal(argv[i], "--netem")) {
        g_autofree char *why = netem_enter();

        if (why != NULL) {
            g_print("1..0 # SKIP %s\n", why);
            return false;
        }
        all.by_kernel = true;
        all.n_cases = 1;
        i++;
    }
    if (i + 1 < argc && g_str_equal(argv[i], "--seconds"))
        all.length_us = atoi(argv[i + 1]) * S;
    return true;
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (!cache_is_there()) {
        g_print("1..0 # SKIP nginx is not installed\n");
        return 0;
    }
    if (!parse(argc, argv))
        return 0;
    for (size_t i = 0; i < all.n_cases; i++) {
        g_autofree char *path =
            g_strconcat(all.by_kernel ? "/netem/" : "/cache/", cases[i].id, NULL);

        g_test_add_data_func(path, &cases[i], test_cache);
    }
    client_exit(g_test_run());
}
