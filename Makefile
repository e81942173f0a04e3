# Every target finds a JDK >= 21 by itself (scripts/java-home.sh), also where the default java is
# older; the tests find or fetch a nats-server (scripts/nats-server.sh).

MVN = JAVA_HOME="$$(scripts/java-home.sh)" && export JAVA_HOME && mvn -B

# The scenarios mostly wait, so five of them run at once. In JUnit's other pool the number would grow
# with each scenario that waits for a future.
PARALLEL = -Djunit.jupiter.execution.parallel.enabled=true \
  -Djunit.jupiter.execution.parallel.mode.classes.default=concurrent \
  -Djunit.jupiter.execution.parallel.config.executor-service=worker_thread_pool \
  -Djunit.jupiter.execution.parallel.config.strategy=fixed \
  -Djunit.jupiter.execution.parallel.config.fixed.parallelism=5

.DEFAULT_GOAL := help
.PHONY: help run test examples test-faults stress sim sim-planted mutation test-containers \
  test-matrix bench bench-before bench-quick bench-micro image format check-format check-api clean

help: ## Print the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

run: ## Run the demo: orders on a NATS server, until Ctrl-C
	@scripts/run.sh

test: ## Run every test, on a real NATS server, those of the examples included
	@scripts/nats-server.sh > /dev/null
	$(MVN) -P examples verify

examples: ## Build the projects of examples/ alone, and run their tests
	@scripts/nats-server.sh > /dev/null
	$(MVN) -P examples -pl examples/plain,examples/spring -am verify \
	  -Dtest='com/example/**' -Dsurefire.failIfNoSpecifiedTests=false

test-faults: ## Break servers, networks and workers; FAULTS=long for longer, FAULT_SEED=n to repeat
	@scripts/nats-server.sh > /dev/null
	$(MVN) -pl framework test -Dgroups=faults -DexcludedGroups= -Dtest.forks=1 -Dtest.jit= $(PARALLEL)

# So long for each test, in seconds.
stress: export STRESS ?= 40
stress: ## Run random operations on many threads; STRESS=n seconds each, STRESS_SEED=n to repeat
	@scripts/nats-server.sh > /dev/null
	$(MVN) -pl framework test -Dgroups=stress -DexcludedGroups= -Dtest.forks=1 -Dtest.jit= $(STRESS_ARGS)

sim: ## Run simulated replicas by seeds: SEEDS=n of them FROM=n on, or SEED=x to read one's history, REPLAYS=n times
	@scripts/sim.sh $(SEEDS:%=--seeds=%) $(FROM:%=--from=%) $(SEED:%=--seed=%) $(REPLAYS:%=--replays=%)

sim-planted: ## Plant bugs, one at a time, and have the simulation find each: SEEDS=n, BUGS="a b"; SEED=x REPLAYS=n as for sim
	@scripts/sim.sh --planted $(SEEDS:%=--seeds=%) $(SEED:%=--seed=%) $(REPLAYS:%=--replays=%) $(BUGS)

mutation: ## See which small changes of the engine no test notices; ROOM=flow for one room of it, WITHOUT='*WorkerTest' for less
	$(MVN) -P mutation -pl framework test-compile pitest:mutationCoverage \
	  -Dmutated.classes='dev.weft.engine.$(ROOM:%=%.)*' \
	  -Dmutating.tests='dev.weft.engine.$(ROOM:%=%.)*' $(WITHOUT:%=-Dslow.tests='%')

test-containers: ## Run every test with the NATS server in Docker
	scripts/test-containers.sh

test-matrix: ## Run every test on each supported server and JDK
	scripts/test-matrix.sh

bench: ## Set Weft beside hand-written loops, 45 minutes; CASE="push pull" for some, ROUNDS=15, SECS=10
	@scripts/bench.sh $(ROUNDS:%=--rounds=%) $(SECS:%=--seconds=%) $(CASE)

bench-before: ## Set Weft beside an earlier commit of itself: COMMIT=main~10, CASE and ROUNDS as above; FORKS=3 for more JVMs
	@scripts/bench.sh --before=$(COMMIT) $(ROUNDS:%=--rounds=%) $(FORKS:%=--forks=%) $(CASE)

bench-quick: ## The same with one short run each, 3 minutes, and without verdicts
	@scripts/bench.sh --quick $(CASE)

bench-micro: ## Measure the hot path without a server, by JMH; CASE=HotPath for some
	@scripts/bench.sh --micro $(CASE)

image: ## Build the container image
	scripts/image.sh

format: ## Format the Java sources
	$(MVN) -q spotless:apply

check-api: ## Compare the exported packages with the baseline's: api/baseline, or COMMIT=main~10
	@scripts/check-api.sh $(COMMIT)

check-format: ## Check the format of the Java sources
	$(MVN) -q spotless:check

clean: ## Delete what was built
	$(MVN) -q clean
