package dev.weft.simulation.planted;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles source files against this process's class path, one call at a time, and writes nothing
 * to a disk.
 */
final class InMemoryCompiler {

  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-g", "-parameters", "-implicit:none");

  private final JavaCompiler compiler;
  private final ReentrantLock lock = new ReentrantLock();
  // Opened once: to open the class path takes longer than to compile a file.
  private final JavaFileManager libraries;

  /**
   * The JDK's compiler.
   *
   * @throws IllegalStateException if this is no JDK
   */
  InMemoryCompiler() {
    JavaCompiler found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new IllegalStateException(
          "Java " + Runtime.version() + " has no compiler; expected a JDK");
    }
    this.compiler = found;
    this.libraries = found.getStandardFileManager(null, null, null);
  }

  /**
   * The class files that come of these sources, by the binary names of their classes.
   *
   * @param sources the text of each file, by its path from the root of the sources
   * @throws IllegalArgumentException if they cannot be compiled
   */
  Map<String, byte[]> compile(Map<String, String> sources) {
    var problems = new DiagnosticCollector<JavaFileObject>();
    List<Source> units =
        sources.entrySet().stream().map(one -> new Source(one.getKey(), one.getValue())).toList();
    lock.lock();
    try {
      var files = new Files(libraries);
      if (!compiler.getTask(null, files, problems, OPTIONS, null, units).call()) {
        throw new IllegalArgumentException(
            problems.getDiagnostics().stream()
                .map(problem -> problem.getMessage(Locale.ROOT))
                .toList()
                .toString());
      }
      return files.classes();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what the compiler writes. */
  private static final class Files extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Files(JavaFileManager inner) {
      super(inner);
    }

    Map<String, byte[]> classes() {
      var classes = new HashMap<String, byte[]>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          written.put(name, bytes);
          return bytes;
        }
      };
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String file, String text) {
      super(URI.create("memory:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
