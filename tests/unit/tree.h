/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Removes @path with all that is in it; follows no symbolic link. */
void tree_remove(const char *path);
