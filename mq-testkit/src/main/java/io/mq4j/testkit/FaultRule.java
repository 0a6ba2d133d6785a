package io.mq4j.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule that breaks something on purpose. */
@Test
@Tag("fault")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface FaultRule {}
