/** The rules of the architecture, checked over the classes and sources of all library modules. */
@NullMarked
package io.mq4j.checks;

import org.jspecify.annotations.NullMarked;
