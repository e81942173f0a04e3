package dev.weft.simulation.run;

import java.util.List;
import java.util.OptionalLong;

/** A program's arguments: numbers as {@code --name=n}, and names. */
public final class Arguments {

  private final List<String> all;

  /** As a program has got them. */
  public Arguments(String... all) {
    this.all = List.of(all);
  }

  /**
   * The number of that name, such as {@code --seed}; empty if it is not there.
   *
   * @throws IllegalArgumentException if it is no whole number
   */
  public OptionalLong number(String name) {
    return all.stream()
        .filter(argument -> argument.startsWith(name + "="))
        .mapToLong(argument -> parse(name, argument.substring(name.length() + 1)))
        .findFirst();
  }

  /** The number of that name, or another if it is not there. */
  public long number(String name, long otherwise) {
    return number(name).orElse(otherwise);
  }

  /** Those that are no numbers. */
  public List<String> names() {
    return all.stream().filter(argument -> !argument.startsWith("--")).toList();
  }

  private static long parse(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " = " + value + ": expected a whole number", e);
    }
  }
}
