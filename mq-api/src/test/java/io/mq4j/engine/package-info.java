/** Tests of the engine's parts, and of the engine over a driver that a test steers. */
@NullMarked
package io.mq4j.engine;

import org.jspecify.annotations.NullMarked;
