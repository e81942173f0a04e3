package dev.weft.benchmarks;

/**
 * What the threads of one role have cost for each message.
 *
 * @param wakeUps how often one was woken
 * @param micros how long they ran
 */
record Share(double wakeUps, double micros) {

  static Share parse(String text) {
    String[] numbers = text.split("/", 2);
    return new Share(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
  }

  @Override
  public String toString() {
    return wakeUps + "/" + micros;
  }
}
