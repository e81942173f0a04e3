package dev.weft.contract;

import dev.weft.ReceiveMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A test of sources, run with each {@link ReceiveMode}. Most of them wait, so those of a class run
 * beside each other where the build lets them.
 */
@ParameterizedTest(name = "{0}")
@EnumSource(ReceiveMode.class)
@Execution(ExecutionMode.CONCURRENT)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface InBothModes {}
