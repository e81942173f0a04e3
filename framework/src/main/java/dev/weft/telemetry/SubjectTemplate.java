package dev.weft.telemetry;

/**
 * Makes a subject a name with few values: a token with a digit becomes {@code *}, since a number, a
 * date or an id is what tells subjects of one kind apart. {@code orders.12345.placed} becomes
 * {@code orders.*.placed}.
 *
 * <p>A token of letters alone stays, so {@code users.alice} and {@code users.bob} are two names.
 */
final class SubjectTemplate {

  private SubjectTemplate() {}

  static String of(String subject) {
    if (!hasDigit(subject, 0, subject.length())) {
      return subject;
    }
    var template = new StringBuilder(subject.length());
    int start = 0;
    while (true) {
      int dot = subject.indexOf('.', start);
      int end = dot < 0 ? subject.length() : dot;
      if (hasDigit(subject, start, end)) {
        template.append('*');
      } else {
        template.append(subject, start, end);
      }
      if (dot < 0) {
        return template.toString();
      }
      template.append('.');
      start = dot + 1;
    }
  }

  private static boolean hasDigit(String subject, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = subject.charAt(i);
      if (c >= '0' && c <= '9') {
        return true;
      }
    }
    return false;
  }
}
