/* SPDX-License-Identifier: ISC */
/*
 * packc - the shipped template pack as a table, made while the program is built
 *
 * packc FOLDER TABLE      compile
 * packc --check FILE…     tell the faults of files that make one pack
 * packc --keys            every key of every kind of entry
 */
#include <errno.h>
#include <string.h>

#include "../pack_internal.h"

static void print_faults(const struct pack_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		fprintf(stderr, "%s:%d:%d: %s\n", faults->v[i].file, faults->v[i].line,
			faults->v[i].column, faults->v[i].text);
}

static enum rc join_files(struct sources *all, char **path, int n, struct arena *a,
			  struct pack_faults *faults, struct err *err)
{
	all->v = arena_array(a, (size_t)n * SOURCE_FILES_MAX, sizeof(*all->v));
	for (int i = 0; i < n; i++) {
		struct sources one;
		enum rc rc = sources_load(&one, path[i], a, faults, err);

		if (rc != RC_OK)
			return rc;
		for (size_t k = 0; k < one.n; k++)
			all->v[all->n++] = one.v[k];
	}
	return RC_OK;
}

static int check(char **path, int n, struct arena *a)
{
	struct pack_faults faults = { .arena = a };
	struct err err = { 0 };
	struct sources all = { 0 };
	struct packs *p = NULL;
	enum rc rc = join_files(&all, path, n, a, &faults, &err);

	if (rc == RC_OK)
		rc = pack_join_sources(&p, &all, NULL, &faults, &err);
	print_faults(&faults);
	if (rc != RC_OK && !faults.n)
		fprintf(stderr, "packc: %s\n", err.text);
	packs_close(p);
	return rc_exit(rc);
}

static int compile(const char *folder, const char *table, struct arena *a)
{
	struct pack_faults faults = { .arena = a };
	struct err err = { 0 };
	struct packs *p = NULL;
	enum rc rc = pack_read(&p, folder, NULL, &faults, &err);
	FILE *to;

	print_faults(&faults);
	if (rc == RC_OK) {
		to = fopen(table, "wb");
		rc = to ? pack_write_table(p, to, &err)
			: err_set(&err, RC_IO, "cannot write '%s': %s", table, strerror(errno));
		if (to && fclose(to) != 0)
			rc = err_set(&err, RC_IO, "cannot write '%s': %s", table, strerror(errno));
	}
	if (rc != RC_OK && !faults.n)
		fprintf(stderr, "packc: %s\n", err.text);
	packs_close(p);
	return rc_exit(rc);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int status = 2;

	if (argc >= 3 && strcmp(argv[1], "--check") == 0) {
		status = check(argv + 2, argc - 2, a);
	} else if (argc == 2 && strcmp(argv[1], "--keys") == 0) {
		pack_print_keys(stdout);
		status = 0;
	} else if (argc == 3) {
		status = compile(argv[1], argv[2], a);
	} else {
		fputs("use: packc FOLDER TABLE | packc --check FILE… | packc --keys\n", stderr);
	}
	arena_free(a);
	return status;
}
