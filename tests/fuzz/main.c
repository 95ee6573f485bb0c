/* SPDX-License-Identifier: ISC */
/*
 * One program for all targets: $FUZZ_TARGET names the one, and it stops by itself
 * after $FUZZ_SECONDS seconds of processor time, however busy the machine is.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;
static long seconds;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *limit = getenv("FUZZ_SECONDS");

	(void)argc;
	(void)argv;
	target = fuzz_named(getenv("FUZZ_TARGET"));
	if (!target) {
		for (target = fuzz_targets; target->name; target++)
			printf("%s\n", target->name);
		exit(getenv("FUZZ_TARGET") != NULL);
	}
	seconds = limit ? strtol(limit, NULL, 10) : 0;
	fuzz_start();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { LOOK_EVERY = 64 };
	static unsigned n;

	target->run(data, size);
	if (seconds && n++ % LOOK_EVERY == 0 && clock() / CLOCKS_PER_SEC >= seconds)
		raise(SIGUSR1); /* libFuzzer ends in good order */
	return 0;
}
