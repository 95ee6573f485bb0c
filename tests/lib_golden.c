/* SPDX-License-Identifier: ISC */
#include "lib_golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/base/mem.h"

static void path_of(struct buf *path, const char *name)
{
	const char *dir = getenv("GOLDEN_DIR");

	buf_printf(path, "%s/%s.txt", dir ? dir : "tests/golden", name);
}

static bool read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	char part[4096];
	size_t n;

	buf_add(out, "", 0);
	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(out, part, n);
	fclose(f);
	return true;
}

static bool write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f)
		return false;
	fputs(text, f);
	return fclose(f) == 0;
}

static void show_difference(const char *name, const char *want, const char *got)
{
	int line = 1;

	while (*want && *want == *got) {
		line += *want == '\n';
		want++;
		got++;
	}
	fprintf(stderr, "%s differs in line %d\n  kept: %.*s\n  now:  %.*s\n", name, line,
		(int)strcspn(want, "\n"), want, (int)strcspn(got, "\n"), got);
}

bool golden(const char *name, const char *text)
{
	const char *mode = getenv("GOLDEN");
	struct buf path = { 0 }, kept = { 0 };
	bool same;

	path_of(&path, name);
	if (mode && !strcmp(mode, "write")) {
		same = write_file(path.data, text);
	} else if (!read_file(path.data, &kept)) {
		fprintf(stderr, "%s: no such file; GOLDEN=write makes it\n", path.data);
		same = false;
	} else {
		same = !strcmp(buf_text(&kept), text);
		if (!same)
			show_difference(path.data, kept.data, text);
	}
	buf_clear(&path);
	buf_clear(&kept);
	return same;
}
