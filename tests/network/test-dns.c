/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network's names fail (attacks.md, NET-11): real cameras and sessions, whose host names are
 * looked up by a resolver of the test's own, since loopback has no name server that could be shut
 * off. From "no such host", "try later" and silence comes "no picture", never red, and it heals.
 */
#include "client/client-exit.h"
#include "tests/network/bench.h"

#include <string.h>

#define S           G_USEC_PER_SEC
#define DEADLINE_US (4 * S) /* of a playlist */
#define MARGIN_US   (S / 2)
#define HOLD_US     (6 * S)
#define HEAL_US     (2 * (S / 2) + 3 * S)
#define PATIENCE_US (40 * S)

/* What becomes of a name: its host part is the lane's number. */
typedef enum {
    MODE_RIGHT = 0,
    MODE_UNKNOWN,
    MODE_LATER,
    MODE_SILENT,
    N_MODES
} Mode;

static gint modes[N_MODES]; /* atomic; of Mode, a lane */

#define TEST_TYPE_RESOLVER (test_resolver_get_type())
G_DECLARE_FINAL_TYPE(TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver {
    GResolver parent;
};

G_DEFINE_TYPE(TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
on_cancelled(G_GNUC_UNUSED GCancellable *cancellable, gpointer task)
{
    g_task_return_error_if_cancelled(task);
}

static void
look_up(GResolver *resolver,
        const char *name,
        GResolverNameLookupFlags flags,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new(resolver, cancellable, callback, user_data);
    int lane = name[0] - '0';

    g_assert_true(g_str_has_suffix(name, ".rig.test") && lane >= 0 && lane < N_MODES);
    switch ((Mode)g_atomic_int_get(&modes[lane])) {
    case MODE_UNKNOWN:
        g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "unknown");
        break;
    case MODE_LATER:
        g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE,
                                "later");
        break;
    case MODE_SILENT:
        g_assert_nonnull(cancellable);
        g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), g_steal_pointer(&task),
                              g_object_unref);
        break;
    case MODE_RIGHT:
    case N_MODES:
    default:
        if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0)
            g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no IPv6");
        else
            g_task_return_pointer(
                task, g_list_prepend(NULL, g_inet_address_new_from_string("127.0.0.1")), NULL);
        break;
    }
}

static GList *
finish_look_up(G_GNUC_UNUSED GResolver *resolver, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

static void
test_resolver_class_init(TestResolverClass *class)
{
    G_RESOLVER_CLASS(class)->lookup_by_name_with_flags_async = look_up;
    G_RESOLVER_CLASS(class)->lookup_by_name_with_flags_finish = finish_look_up;
}

static void
test_resolver_init(G_GNUC_UNUSED TestResolver *self)
{
}

typedef struct {
    int64_t since_us;
    int64_t said_us;  /* from the beginning to the first trouble */
    int64_t ended_us; /* the fault; 0: it lasts */
    int64_t heal_us;  /* from then to the first unit */
} Lane;

static Lane lanes[N_MODES];

/* Each session begins while its name fails. */
static bool
step(Bench *bench, BenchLane *lane, int64_t now, G_GNUC_UNUSED gpointer data)
{
    size_t index = (size_t)(lane - bench->lanes);
    Lane *state = &lanes[index];
    Watch *watch = &lane->watch;

    if (watch->session == NULL) {
        state->since_us = now;
        watch_start(watch, bench->home, watch_find_link(bench->home, lane->room), NULL);
    }
    g_assert_cmpint(now - state->since_us, <, PATIENCE_US);
    if (state->said_us == 0 && watch->trouble_us != 0)
        state->said_us = watch->trouble_us - state->since_us;
    if (state->ended_us == 0 && now - state->since_us > HOLD_US) {
        g_atomic_int_set(&modes[index], MODE_RIGHT);
        state->ended_us = now;
    }
    if (state->ended_us != 0 && state->heal_us == 0 && watch->admitted_us > state->ended_us)
        state->heal_us = watch->admitted_us - state->ended_us;
    return state->heal_us != 0 || (index == MODE_RIGHT && state->ended_us != 0);
}

static char *
address_of(const char *room, gpointer data)
{
    const Bench *bench = data;
    size_t index = (size_t)(room[strlen(room) - 1] - '0');

    return g_strdup_printf("https://%zu.rig.test:%u/lane-%zu/", index,
                           fault_proxy_get_port(bench->lanes[index].proxy), index);
}

static void
check_lane(const Bench *bench, size_t index)
{
    static const char *const names[N_MODES] = { "right", "unknown", "later", "silent" };
    const Watch *watch = &bench->lanes[index].watch;
    g_autofree char *kinds = watch_kinds(watch->seen);

    g_test_message("%s: %u troubles, the first after %.1f s, healed in %.1f s; %s", names[index],
                   watch->n_trouble, (double)lanes[index].said_us / S,
                   (double)lanes[index].heal_us / S, kinds);
    g_assert_cmpuint(watch->n_admitted, >, 0);
    g_assert_cmpuint(watch->seen & watch_alarms(), ==, 0);
    g_assert_cmpuint(watch->n_untrue, ==, 0);
    if (index == MODE_RIGHT) {
        g_assert_cmpuint(watch->n_trouble, ==, 0);
        return;
    }
    g_assert_cmpuint(watch->seen & 1u << UI_KIND_NO_PICTURE, !=, 0);
    g_assert_cmpint(lanes[index].said_us, >, 0);
    g_assert_cmpint(lanes[index].said_us, <, DEADLINE_US + MARGIN_US + bench->lag_us);
    /* four troubles in, the back-off is 4 s and a quarter */
    g_assert_cmpint(lanes[index].heal_us, <, HEAL_US + 5 * S + bench->lag_us);
}

static void
test_names(void)
{
    g_autoptr(GResolver) resolver = g_object_new(TEST_TYPE_RESOLVER, NULL);
    g_autoptr(GError) error = NULL;
    Bench bench;

    bench_open(&bench, N_MODES, "0.5", false);
    g_resolver_set_default(resolver);
    watch_redirect(address_of, &bench);
    client_home_free(bench.home);
    bench.home = client_home_open(&error);
    g_assert_no_error(error);
    for (int i = 0; i < N_MODES; i++)
        g_atomic_int_set(&modes[i], i);
    bench.lag_us = 0;
    bench_run(&bench, step, NULL);
    for (size_t i = 0; i < N_MODES; i++) {
        check_lane(&bench, i);
        watch_stop(&bench.lanes[i].watch);
    }
    bench_close(&bench);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dns/NET-11/names-fail", test_names);
    client_exit(g_test_run());
}
