const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

const ask = async () => {
  const response = await fetch("/api/status");
  if (!response.ok) {
    throw new Error(`answers ${response.status}`);
  }
  return response.json();
};

ask()
  .then((status) => {
    show("service", "answers");
    ["database", "environment", "instance"].forEach((id) => show(id, status[id]));
  })
  .catch((error) => {
    show("service", error.message);
    ["database", "environment", "instance"].forEach((id) => show(id, "unknown"));
  });
