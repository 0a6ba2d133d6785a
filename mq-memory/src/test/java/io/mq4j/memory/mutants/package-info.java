/** Copies of the embedded broker with one bug each, which the contract suite must notice. */
@NullMarked
package io.mq4j.memory.mutants;

import org.jspecify.annotations.NullMarked;
