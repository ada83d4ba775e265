/* SPDX-License-Identifier: Apache-2.0 */
#include "client/link-doctor.h"

#include "client/cameras/camera-ca-config.h"
#include "client/cameras/camera-ca.h"
#include "client/cameras/camera-link-trust.h"
#include "client/cameras/camera-token.h"
#include "client/client-clock.h"
#include "client/client-makers.h"
#include "client/client-revocation.h"
#include "client/link-json.h"
#include "client/link-tool.h"

#include <stdio.h>

static void
finding_free(gpointer data)
{
    LinkFinding *self = data;

    g_free(self->subject);
    g_free(self->text);
    g_free(self);
}

void
link_doctor_say(GPtrArray *out, LinkFindingKind kind, const char *subject, const char *format, ...)
{
    LinkFinding *finding = g_new0(LinkFinding, 1);
    va_list args;

    va_start(args, format);
    finding->kind = kind;
    finding->subject = g_strdup(subject);
    finding->text = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(out, finding);
}

/* The store, and what is wrong with single records. NULL: nothing of it can be believed. */
static GPtrArray *
check_store(GPtrArray *out)
{
    g_autofree char *dir = camera_store_default_dir();
    g_autoptr(GError) error = NULL;
    GPtrArray *list = camera_store_list(NULL, &error);

    if (list == NULL) {
        link_doctor_say(out, LINK_FINDING_BAD, "store", "%s", error->message);
        return NULL;
    }
    link_doctor_say(out, LINK_FINDING_GOOD, "store",
                    "%s can be read and believed; cameras linked: %u.", dir, list->len);
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (listing->problem != NULL)
            link_doctor_say(out, listing->record != NULL ? LINK_FINDING_NOTE : LINK_FINDING_BAD,
                            listing->room != NULL ? listing->room : listing->id, "%s",
                            listing->problem);
    }
    return list;
}

/* A key that has been made, in a file or a token: is it there, and does it answer? */
static void
try_ca(GPtrArray *out, const CameraCaConfig *config)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraCa) ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), &error);
    g_auto(CameraTokenPlace) place = { 0 };

    if (ca == NULL)
        link_doctor_say(out, LINK_FINDING_BAD, "home key", "%s", error->message);
    else if (config->uri != NULL && camera_token_describe(config->uri, &place, NULL))
        link_doctor_say(out, LINK_FINDING_GOOD, "home key", "It is in the token %s, which answers.",
                        place.name);
    else
        link_doctor_say(out, LINK_FINDING_GOOD, "home key", "It is there, and it is private.");
}

/* Looked at only when it is there: a home that has linked nothing by a code has none yet. */
static void
check_ca(GPtrArray *out)
{
    g_autofree char *state = camera_store_state_dir();
    g_autofree char *key = g_build_filename(state, CAMERA_CA_KEY_FILE, NULL);
    g_auto(CameraCaConfig) config = { 0 };
    g_autoptr(GPtrArray) roots = NULL;
    g_autoptr(GError) error = NULL;

    roots = camera_ca_load_roots(NULL, &error);
    if (roots == NULL || !camera_ca_config_load(&config, NULL, &error))
        link_doctor_say(out, LINK_FINDING_BAD, "home key", "%s", error->message);
    else if (config.uri != NULL || g_file_test(key, G_FILE_TEST_EXISTS))
        try_ca(out, &config);
    else
        link_doctor_say(out, LINK_FINDING_NOTE, "home key",
                        roots->len == 0 ? "It is made when the first camera is linked."
                                        : "It is lost: linked cameras go on, and a new one is made "
                                          "when the next camera is linked.");
}

static void
check_clock(GPtrArray *out)
{
    const ProvClock now = client_clock_read();

    if (now.trust == PROV_CLOCK_TRUSTED)
        link_doctor_say(out, LINK_FINDING_GOOD, "clock", "It is synchronised.");
    else
        link_doctor_say(out, LINK_FINDING_NOTE, "clock",
                        "It is not synchronised: a picture is called live only when its camera "
                        "answers this home. Turn on time synchronisation (timedatectl set-ntp "
                        "true).");
}

static void
check_makers(GPtrArray *out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) makers = client_makers_load(&error);
    g_autofree char *dir = client_makers_get_dir(NULL);

    if (makers == NULL)
        link_doctor_say(out, LINK_FINDING_BAD, "makers", "%s", error->message);
    else if (makers->len == 0)
        link_doctor_say(out, LINK_FINDING_NOTE, "makers",
                        "%s holds no maker's anchors, so that no camera can be linked; install "
                        "them.",
                        dir);
    else
        link_doctor_say(out, LINK_FINDING_GOOD, "makers", "Anchors of makers in %s: %u.", dir,
                        makers->len);
}

/* The lists of every maker, and the blocked keys. */
static void
check_revocation(GPtrArray *out)
{
    g_autoptr(GPtrArray) makers = client_makers_load(NULL);
    guint n_lists = 0, n_blocked = 0;

    for (guint i = 0; makers != NULL && i < makers->len; i++) {
        const CameraLinkMaker *maker = g_ptr_array_index(makers, i);
        g_autoptr(CameraRevocation) known = client_revocation_load_maker(maker->name);

        n_lists += known->crls->len;
        n_blocked = known->blocked->len;
        if (known->problem != NULL)
            link_doctor_say(out, LINK_FINDING_NOTE, "withdrawn keys", "%s", known->problem);
    }
    link_doctor_say(out, n_lists > 0 ? LINK_FINDING_GOOD : LINK_FINDING_NOTE, "withdrawn keys",
                    n_lists > 0 ? "Lists of makers: %u. Keys blocked on this device: %u."
                                : "Lists of makers: %u; a key that a maker withdraws is not known "
                                  "here. Keys blocked on this device: %u.",
                    n_lists, n_blocked);
}

static bool
walk(GPtrArray *out, const GPtrArray *list, const char *name, GError **error)
{
    const CameraListing *only = name != NULL ? link_tool_find(list, name, error) : NULL;

    if (name != NULL && only == NULL)
        return false;
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (listing->record != NULL && (only == NULL || only == listing))
            link_doctor_walk(out, listing->record);
    }
    return true;
}

static void
print_text(const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const LinkFinding *finding = g_ptr_array_index(findings, i);

        printf("%-5s %s: %s\n", link_doctor_kind_name(finding->kind), finding->subject,
               finding->text);
    }
}

static bool
is_well(const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const LinkFinding *finding = g_ptr_array_index(findings, i);

        if (finding->kind == LINK_FINDING_BAD)
            return false;
    }
    return true;
}

int
link_doctor(int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "For programs", NULL },
        { NULL },
    };
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(finding_free);
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;

    if (!link_tool_parse("[ID|ROOM]",
                         "Looks for what keeps a picture from coming, and says what to do: the "
                         "store, the home's key, the clock, the anchors,\nand each camera from its "
                         "host's name to "
                         "the verdict on its video.",
                         entries, &argc, &argv, 0, 1))
        return LINK_UNUSABLE;
    list = check_store(findings);
    check_ca(findings);
    check_clock(findings);
    check_makers(findings);
    check_revocation(findings);
    if (list != NULL && !walk(findings, list, argc > 1 ? argv[1] : NULL, &error))
        return link_tool_complain(LINK_UNUSABLE, error);
    text = link_json_findings(findings);
    if (json)
        fputs(text, stdout);
    else
        print_text(findings);
    return is_well(findings) ? LINK_DONE : LINK_FAILED;
}
