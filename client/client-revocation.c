/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-revocation.h"

#include <string.h>

/* Under this home's own CA unlinking is the revocation. */
static const char *
whose_lists(const CameraRecord *record)
{
    return strcmp(record->how, "code") == 0 ? NULL : record->maker;
}

CameraRevocation *
client_revocation_load(const CameraRecord *record)
{
    return camera_revocation_load(NULL, OWNVIEW_CRLS_DIR, whose_lists(record));
}

GStrv
client_revocation_places(const CameraRecord *record)
{
    return camera_revocation_places(NULL, OWNVIEW_CRLS_DIR, whose_lists(record));
}
