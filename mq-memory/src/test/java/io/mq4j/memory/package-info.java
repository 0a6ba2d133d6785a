/** Tests of the embedded broker, mostly at the level of its driver. */
@NullMarked
package io.mq4j.memory;

import org.jspecify.annotations.NullMarked;
