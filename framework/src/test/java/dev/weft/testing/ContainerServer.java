package dev.weft.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A nats-server in a container, its store in the container's own file system. Files that the
 * arguments name are copied to the same place in the container.
 */
final class ContainerServer implements ServerHost {

  private static final String IMAGE = System.getProperty("tests.nats.image", "nats:2");

  private final GenericContainer<?> container;
  private final List<String> files;

  ContainerServer(int port, List<String> arguments) {
    var command = new ArrayList<>(List.of("-p", "" + port, "-js", "-sd", "/store"));
    command.addAll(arguments);
    container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withCommand(command.toArray(String[]::new))
            .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
            .waitingFor(Wait.forLogMessage(".*Server is ready.*", 1))
            .withStartupTimeout(Duration.ofMinutes(1));
    // The same port inside and outside, and after a restart, which a random one would not survive.
    container.setPortBindings(List.of("127.0.0.1:" + port + ":" + port));
    files =
        arguments.stream()
            .filter(argument -> argument.startsWith("/") && Files.isReadable(Path.of(argument)))
            .toList();
    for (String file : files) {
      container.withCopyFileToContainer(MountableFile.forHostPath(file), file);
    }
  }

  @Override
  public void launch() {
    if (container.getContainerId() == null) {
      container.start();
    } else {
      copyFiles();
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    }
  }

  @Override
  public boolean isAlive() {
    return container.isRunning();
  }

  @Override
  public void kill() {
    DockerClient docker = container.getDockerClient();
    docker.killContainerCmd(container.getContainerId()).exec();
    docker
        .waitContainerCmd(container.getContainerId())
        .exec(new WaitContainerResultCallback())
        .awaitStatusCode(60, TimeUnit.SECONDS);
  }

  @Override
  public void freeze() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void thaw() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void reload() {
    copyFiles();
    container
        .getDockerClient()
        .killContainerCmd(container.getContainerId())
        .withSignal("HUP")
        .exec();
  }

  @Override
  public String log() {
    return container.getLogs();
  }

  @Override
  public void dispose() {
    container.stop();
  }

  // A test may have written them anew.
  private void copyFiles() {
    files.forEach(file -> container.copyFileToContainer(MountableFile.forHostPath(file), file));
  }
}
