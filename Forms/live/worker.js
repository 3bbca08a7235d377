// What runs in a worker: trainings, in slices. Between two slices it hears what the page wants. The text of
// this function becomes the worker's script; see loader.js.

function proximalWorker() {
  const { open, report } = proximalModule();
  /// How long a slice lasts, and how long the page waits for reports and for the agent as it is, ms.
  const [sliceTime, reportTime, agentTime] = [12, 60, 400];
  const trainings = new Map();
  let module;

  /// Messages that wait are heard before this one's turn comes: unlike a timer it costs no 4 ms.
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = slice;
  let sliceIsDue = false;
  function askForSlice() {
    if (sliceIsDue) return;
    sliceIsDue = true;
    port1.postMessage(0);
  }

  /// The parts of an agent, as arrays of float32.
  function agent(training) {
    const part = (index) => Float32Array.from(module.ask("training_parameters", [training.number, index]));
    return {
      sizes: Array.from(module.ask("training_sizes", [training.number])),
      actor: part(0), critic: part(1), free: part(2) };
  }

  const hash = (training) =>
    BigInt.asUintN(64, module.call("training_hash", [training.number])).toString(16).padStart(16, "0");

  /// Sends what has happened since the last time.
  function tell(training, now) {
    const message = {
      training: training.key, reports: training.reports, seconds: training.seconds / 1000,
      memory: module.memory(), isFinished: training.isFinished };
    if (training.isFinished || now - training.agentTold >= agentTime) {
      message.agent = agent(training);
      training.agentTold = now;
    }
    if (training.isFinished) {
      message.hash = hash(training);
      message.evaluation = module.call("training_evaluation", [training.number]);
    }
    postMessage(message);
    training.reports = [];
    training.told = now;
  }

  function iterate(training) {
    const began = performance.now();
    const numbers = module.ask("advance_training", [training.number]);
    training.seconds += performance.now() - began;
    if (numbers.length === 0) {
      training.isRunning = false;
      postMessage({ training: training.key, fault: module.heard() });
      return;
    }
    training.reports.push(report(numbers));
    training.isFinished = module.call("training_is_finished", [training.number]) === 1;
    if (training.isFinished || training.reports.at(-1).steps >= training.pauseAt) training.isRunning = false;
  }

  /// Iterations of the trainings that run, in turn, until the time is up: one at least.
  function slice() {
    sliceIsDue = false;
    const end = performance.now() + sliceTime;
    do {
      const running = [...trainings.values()].filter((training) => training.isRunning);
      if (running.length === 0) break;
      for (const training of running) iterate(training);
    } while (performance.now() < end);
    const now = performance.now();
    for (const training of trainings.values()) {
      const isDue = now - training.told >= reportTime || !training.isRunning;
      if (training.reports.length > 0 && isDue) tell(training, now);
      if (training.isRunning) askForSlice();
    }
  }

  const actions = {
    async open({ bytes }) { module = await open(bytes); },
    call: ({ name, numbers, input }) => module.call(name, numbers, input),
    ask: ({ name, numbers, input }) => module.ask(name, numbers, input),
    /// Begins a training; `key` is what messages call it. It waits for `run`.
    start({ key, world, steps, seed, settings }) {
      actions.end({ key });
      const number = module.call("start_training", [world, steps, seed], settings);
      trainings.set(key, {
        key, number, isRunning: false, isFinished: false, pauseAt: Infinity, reports: [], seconds: 0,
        told: 0, agentTold: 0 });
      return agent(trainings.get(key));
    },
    /// Goes on, to a step where that is said.
    run({ key, pauseAt = Infinity }) {
      const training = trainings.get(key);
      training.isRunning = !training.isFinished;
      training.pauseAt = pauseAt;
      askForSlice();
    },
    /// Stops after the iteration under way; gives the agent as it is, and its hash.
    pause({ key }) {
      const training = trainings.get(key);
      training.isRunning = false;
      if (training.reports.length > 0) tell(training, performance.now());
      return { agent: agent(training), hash: hash(training) };
    },
    change({ key, settings }) { module.call("change_training", [trainings.get(key).number], settings); },
    end({ key }) {
      const training = trainings.get(key);
      if (!training) return;
      module.call("end_training", [training.number]);
      trainings.delete(key);
    },
  };

  onmessage = async ({ data }) => {
    try {
      postMessage({ answers: data.id, answer: await actions[data.action](data) });
    } catch (error) {
      postMessage({ answers: data.id, error: error.message });
    }
  };
}
