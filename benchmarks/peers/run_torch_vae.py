# SPDX-License-Identifier: Apache-2.0
"""A variational autoencoder with PyTorch."""
import torch
import torch.nn.functional as F

import protocol

torch.set_num_threads(protocol.NUM_THREADS)
HIDDEN, LATENTS, BATCH, EPOCHS = 256, 8, 128, 50


def make(key, data):
    x = torch.from_numpy(data.x)
    num_steps = len(x) // BATCH

    def run(seed):
        torch.manual_seed(seed)
        encoder = torch.nn.Sequential(torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(),
                                      torch.nn.Linear(HIDDEN, 2 * LATENTS))
        decoder = torch.nn.Sequential(torch.nn.Linear(LATENTS, HIDDEN), torch.nn.ReLU(),
                                      torch.nn.Linear(HIDDEN, x.shape[1]))
        optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)

        def step(rows):
            batch = x[rows]
            optimizer.zero_grad()
            loc, raw = encoder(batch).chunk(2, 1)
            scale = F.softplus(raw)
            logits = decoder(loc + scale * torch.randn_like(loc))
            log_prob = -F.binary_cross_entropy_with_logits(logits, batch, reduction="sum")
            divergence = (0.5 * (scale * scale + loc * loc - 1) - torch.log(scale)).sum()
            ((divergence - log_prob) / len(batch)).backward()
            optimizer.step()

        def train():
            for _ in range(EPOCHS):
                for rows in torch.randperm(len(x))[:num_steps * BATCH].split(BATCH):
                    step(rows)

        whole = 1e3 * protocol.seconds(train)
        return protocol.Run(figures={"step": whole / (EPOCHS * num_steps), "50 epochs": whole})

    return protocol.Program(run)


protocol.serve(make, ["torch"])
