package dev.weft.app;

import dev.weft.ConfigurationException;
import dev.weft.TransportException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command threw into what the user sees, and an exit code. */
final class Failures implements IExecutionExceptionHandler {

  static final int FAILED = 1;
  static final int CONFIGURATION = 2;

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult arguments) {
    switch (failure) {
      case ConfigurationException wrong -> {
        wrong.problems().forEach(commandLine.getErr()::println);
        return CONFIGURATION;
      }
      // Both say what is wrong and what to do; where it came from helps nobody but us.
      case TransportException unreachable -> log.error(unreachable.getMessage());
      case UncheckedIOException io -> log.error(io.getMessage());
      default -> log.error("failed", failure);
    }
    log.debug("the stack of it", failure);
    return FAILED;
  }
}
