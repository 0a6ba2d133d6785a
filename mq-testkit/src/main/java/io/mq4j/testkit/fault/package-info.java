/** Tools that make a network and a process fail on demand: proxy, server process, forked JVM. */
@NullMarked
package io.mq4j.testkit.fault;

import org.jspecify.annotations.NullMarked;
