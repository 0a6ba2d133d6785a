/** The contract that each adapter keeps, as tests that an adapter's author runs. */
@NullMarked
package io.mq4j.testkit;

import org.jspecify.annotations.NullMarked;
