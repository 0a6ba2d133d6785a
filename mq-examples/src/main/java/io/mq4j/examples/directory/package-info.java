/** A broker made of files, written as a third party would write an adapter. */
@NullMarked
package io.mq4j.examples.directory;

import org.jspecify.annotations.NullMarked;
