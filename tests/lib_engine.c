/* SPDX-License-Identifier: ISC */
#include "lib_engine.h"

#include <stdlib.h>

#include "lib_dir.h"

char *root, *dir, *data_path, *lock_path;

void engine_dir_make(void)
{
	root = dir_make();
	dir = dir_path(root, "store");
	data_path = dir_path(dir, "data.mdb");
	lock_path = dir_path(dir, "lock.mdb");
}

void engine_dir_drop(void)
{
	dir_drop(root);
	free(dir);
	free(data_path);
	free(lock_path);
}

int many(int usual, int soak)
{
	return getenv("CAIRN_SOAK") ? soak : usual;
}
