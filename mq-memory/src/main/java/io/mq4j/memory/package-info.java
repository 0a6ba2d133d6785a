/** A broker inside the JVM, with the promises of a real server and faults on demand. */
@NullMarked
package io.mq4j.memory;

import org.jspecify.annotations.NullMarked;
