/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-fault.h"

#include "tests/rig/rig-box.h"

#include <gio/gio.h>
#include <string.h>

#define DEFAULT_SLOW                                                                               \
    3.0 /* seconds per body: late at any segment length, and within a viewer's patience */
#define MAX_SLOW 60.0
#define DEFAULT_DRIFT                                                                              \
    0.5 /* seconds behind in each second: a viewer notices within 20 s, and has no gap to show */

typedef enum {
    VALUE_NONE = 0,
    VALUE_CAMERA, /* must be named */
    VALUE_OPTIONAL_CAMERA,
    VALUE_PROBABILITY, /* must be given */
    VALUE_SECONDS,     /* may be given */
    VALUE_SHARE,       /* may be given */
} ValueType;

static const struct {
    const char *name;
    ValueType value;
} faults[] = {
    [RIG_FAULT_NONE] = { "none", VALUE_NONE },
    [RIG_FAULT_STRANGER] = { "stranger", VALUE_OPTIONAL_CAMERA },
    [RIG_FAULT_STRANGER_ONE] = { "stranger-one", VALUE_OPTIONAL_CAMERA },
    [RIG_FAULT_IMPOSTOR] = { "impostor", VALUE_OPTIONAL_CAMERA },
    [RIG_FAULT_MIXED] = { "mixed", VALUE_PROBABILITY },
    [RIG_FAULT_OWN_MIXED] = { "own-mixed", VALUE_CAMERA },
    [RIG_FAULT_CHANGED] = { "changed", VALUE_NONE },
    [RIG_FAULT_CHANGED_ONE] = { "changed-one", VALUE_NONE },
    [RIG_FAULT_UNSIGNED] = { "unsigned", VALUE_NONE },
    [RIG_FAULT_REPLAY] = { "replay", VALUE_NONE },
    [RIG_FAULT_FREEZE] = { "freeze", VALUE_NONE },
    [RIG_FAULT_OLD_SESSION] = { "old-session", VALUE_NONE },
    [RIG_FAULT_DRIFT] = { "drift", VALUE_SHARE },
    [RIG_FAULT_DEAF] = { "deaf", VALUE_NONE },
    [RIG_FAULT_FOREIGN_SOUND] = { "foreign-sound", VALUE_OPTIONAL_CAMERA },
    [RIG_FAULT_UNSIGNED_SOUND] = { "unsigned-sound", VALUE_NONE },
    [RIG_FAULT_LATE_SOUND] = { "late-sound", VALUE_SECONDS },
    [RIG_FAULT_SLOW] = { "slow", VALUE_SECONDS },
    [RIG_FAULT_GONE] = { "gone", VALUE_NONE },
    [RIG_FAULT_REBOOT] = { "reboot", VALUE_NONE },
};

const char *
rig_fault_name(RigFaultKind kind)
{
    return faults[kind].name;
}

const char *
rig_fault_list(void)
{
    return "none, stranger[=CAMERA], stranger-one[=CAMERA], impostor[=CAMERA], mixed=PROBABILITY, "
           "own-mixed=CAMERA, changed, changed-one, unsigned, replay, freeze, old-session, "
           "drift[=SHARE], deaf, foreign-sound[=CAMERA], unsigned-sound, late-sound[=SECONDS], "
           "slow[=SECONDS], gone, reboot";
}

void
rig_fault_request_clear(RigFaultRequest *self)
{
    g_clear_pointer(&self->camera, g_free);
}

static bool
parse_number(const char *text, double max, double *number)
{
    char *end = NULL;
    const double value = g_ascii_strtod(text, &end);

    /* the comparison also keeps out what is not a number */
    if (end == text || *end != '\0' || !(value >= 0 && value <= max))
        return false;
    *number = value;
    return true;
}

/* @value: what stands behind "=", NULL for nothing. */
static bool
parse_value(RigFaultRequest *request, const char *value)
{
    switch (faults[request->kind].value) {
    case VALUE_NONE:
        return value == NULL;
    case VALUE_CAMERA:
    case VALUE_OPTIONAL_CAMERA:
        request->camera = g_strdup(value);
        return value != NULL ? *value != '\0' : faults[request->kind].value != VALUE_CAMERA;
    case VALUE_PROBABILITY:
        return value != NULL && parse_number(value, 1, &request->number);
    case VALUE_SECONDS:
        request->number = DEFAULT_SLOW;
        return value == NULL || parse_number(value, MAX_SLOW, &request->number);
    case VALUE_SHARE:
        request->number = DEFAULT_DRIFT;
        return value == NULL || parse_number(value, 1, &request->number);
    }
    return false;
}

bool
rig_fault_parse(const char *text, RigFaultRequest *request, GError **error)
{
    const char *equals = strchr(text, '=');
    const size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);

    for (guint i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (strlen(faults[i].name) != len || strncmp(faults[i].name, text, len) != 0)
            continue;
        *request = (RigFaultRequest){ .kind = (RigFaultKind)i };
        if (parse_value(request, equals != NULL ? equals + 1 : NULL))
            return true;
        rig_fault_request_clear(request);
        break;
    }
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                "The fault \"%s\" is not one of: %s.", text, rig_fault_list());
    return false;
}

GBytes *
rig_fault_change(GBytes *segment)
{
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(segment, &len);
    g_autofree uint8_t *copy = g_memdup2(data, len);
    size_t pos = 0;
    RigBox box;

    while (rig_box_next(data, len, &pos, &box))
        if (strcmp(box.type, "mdat") == 0 && box.size > 8)
            copy[box.offset + 8 + (box.size - 8) / 2] ^= 0x10;
    return g_bytes_new_take(g_steal_pointer(&copy), len);
}
