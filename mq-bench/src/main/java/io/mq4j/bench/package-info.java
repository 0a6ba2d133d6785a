/** Benchmarks: what each part of the path of a message costs, in time and in memory. */
@NullMarked
package io.mq4j.bench;

import org.jspecify.annotations.NullMarked;
